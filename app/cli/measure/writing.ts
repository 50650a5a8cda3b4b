import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCpuDecoder } from '../../../engine/inference/transformer/cpu-decoder.ts';
import { parseSafetensors } from '../../../engine/inference/weights/safetensors.ts';
import { Composer } from '../../../engine/music/composer.ts';
import { defaultMusicControls } from '../../../engine/music/controls.ts';
import { loadGrooveNet } from '../../../models/groove/groove-net.ts';
import { loadMelodyVae } from '../../../models/melody-vae/riff-net.ts';
import { createBarWriter } from '../../../models/music/bar-writer.ts';
import { readMusicNet } from '../../../models/music/net.ts';
import { createChoraleMelody } from '../../session/music-nets/chorale-melody.ts';
import { root } from '../setup/places.mjs';

/** What it takes to write a bar of all parts, nets included. */
export interface WritingFigures {
  /** Milliseconds of the processor a bar. */
  readonly barP50: number;
  readonly barP95: number;
  /** Of one core while music plays at the tempo below. */
  readonly coreShare: number;
  readonly bars: number;
  readonly tempoBpm: number;
}

const BARS = 64;
const WARM_UP = 8;
const TEMPO = 140;

/** Composes bars with all nets in this thread, every one with the chorale net in it. */
export async function measureWriting(): Promise<WritingFigures> {
  const [music, riff, groove] = ['music', 'melody-vae', 'groove'].map(weightsOf) as [
    ArrayBuffer,
    ArrayBuffer,
    ArrayBuffer,
  ];
  const { config, weights } = readMusicNet(await parseSafetensors(music));
  const writer = createBarWriter(createCpuDecoder(config, weights));
  let asked = 0;
  const counted = {
    write(wish: Parameters<typeof writer.write>[0]) {
      asked += 1;
      return writer.write(wish);
    },
  };
  const composer = new Composer({
    melody: createChoraleMelody(counted, (reason) => {
      throw reason;
    }),
    riff: await loadMelodyVae(riff),
    groove: await loadGrooveNet(groove),
  });
  const controls = {
    ...defaultMusicControls(),
    melodist: 'chorale',
    density: 1,
    energy: 1,
  } as const;
  const times: number[] = [];
  while (times.length < BARS + WARM_UP) {
    const [before, start] = [asked, process.cpuUsage()];
    composer.compose(controls);
    // Bars in which the chorale net is silent cost next to nothing.
    if (asked > before) times.push(millisecondsSince(start));
  }
  const sorted = times.slice(WARM_UP).sort((a, b) => a - b);
  const total = sorted.reduce((sum, time) => sum + time, 0);
  const barMs = (4 * 60_000) / TEMPO;
  return {
    barP50: sorted[Math.floor(0.5 * BARS)] ?? Number.NaN,
    barP95: sorted[Math.floor(0.95 * BARS)] ?? Number.NaN,
    coreShare: total / (BARS * barMs),
    bars: BARS,
    tempoBpm: TEMPO,
  };
}

/** Of the processor, whatever else it did meanwhile. */
function millisecondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function weightsOf(model: string): ArrayBuffer {
  const bytes = readFileSync(join(root, 'models', model, 'weights.safetensors'));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}

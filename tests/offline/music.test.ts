import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MusicRender, PieceRequest } from '../../app/bench/music-request.ts';
import { type MusicPage, openMusicPage } from '../../app/cli/measure/music-page.ts';
import { readWav } from '../../app/cli/sound/wav.ts';
import type { Pcm } from '../../engine/features/audio/offline-analysis.ts';
import { needsFfmpeg } from '../support/ffmpeg.ts';
import { loudnessOf } from '../support/loudness.ts';

const isFull = process.env.PHOSPHENE_FULL === '1';
const folder = mkdtempSync(join(tmpdir(), 'phosphene-music-'));
const file = (name: string) => join(folder, `${name.replaceAll(' ', '-')}.wav`);
let page: MusicPage;

beforeAll(async () => {
  page = await openMusicPage();
});
afterAll(async () => {
  await page?.close();
  rmSync(folder, { recursive: true, force: true });
});

function soundOf(name: string): Pcm {
  const sound = readWav(readFileSync(file(name)));
  if (!sound) throw new Error(`${name} is no WAV file`);
  return sound;
}

const mono = ({ channels }: Pcm) =>
  (channels[0] as Float32Array).map((x, i) => (x + (channels[1]?.[i] ?? x)) / 2);
const peakOf = (samples: Float32Array) =>
  samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
const powerOf = (samples: Float32Array) =>
  samples.reduce((sum, x) => sum + x * x, 0) / Math.max(1, samples.length);

/** A kit and instruments that stand for all in a short run. */
const SAMPLE = ['kit studio', 'fm-bass', 'plucked-string'];
/** The loudness that trims bring every unit to. */
const UNIT_LOUDNESS = -18;

/** Where the tonal phrases of `app/bench/music.ts` let their notes go. */
const RELEASES: Readonly<Record<number, number>> = { 2: 3, 4: 1.5, 8: 0.75, 12: 0.5 };

/** The largest step between samples from one time to another. */
function stepIn(samples: Float32Array, rate: number, from: number, to: number): number {
  let most = 0;
  for (let i = Math.floor(from * rate) + 1; i < Math.min(samples.length, to * rate); i++) {
    most = Math.max(most, Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0)));
  }
  return most;
}

describe(isFull ? 'every kit and instrument' : 'a kit and two instruments', () => {
  let names: readonly string[] = [];
  beforeAll(async () => {
    names = isFull ? await page.units() : SAMPLE;
    await page.renderUnits(folder, names);
  }, 600_000);

  it('neither clips nor has an offset, and ends in silence', () => {
    for (const name of names) {
      const sound = soundOf(name);
      const samples = mono(sound);
      const rate = sound.sampleRate;
      expect(peakOf(samples), name).toBeLessThan(1);
      expect(Math.abs(samples.reduce((sum, x) => sum + x, 0) / samples.length), name).toBeLessThan(
        1e-3,
      );
      expect(powerOf(samples.subarray(-rate / 20)), name).toBeLessThan(1e-7);
    }
  });

  it('does not click where a note is let go', () => {
    for (const name of names.filter((one) => !one.startsWith('kit '))) {
      const { sampleRate: rate, ...sound } = soundOf(name);
      const samples = mono({ sampleRate: rate, ...sound });
      for (const length of Object.values(RELEASES)) {
        for (let end = length * 0.8; end < 6; end += length) {
          const before = stepIn(samples, rate, end - 0.06, end);
          const after = stepIn(samples, rate, end, end + 0.015);
          expect(after, `${name} at ${end.toFixed(2)} s`).toBeLessThan(
            Math.max(0.02, before * 1.6),
          );
        }
      }
    }
  });

  it('is as loud as the others within 2 LU', async (context) => {
    needsFfmpeg(context);
    for (const name of names) {
      const { integrated } = await loudnessOf(file(name));
      expect
        .soft(Math.abs(integrated - UNIT_LOUDNESS), `${name}: ${integrated} LUFS`)
        .toBeLessThan(1);
    }
  });
});

const DROP: PieceRequest = {
  seconds: 5,
  tempoBpm: 126,
  bar: 33,
  stems: true,
  set: { genre: 'house', seed: 3, energy: 0.8 },
};

describe('a drop', () => {
  let render: MusicRender;
  beforeAll(async () => {
    render = await page.renderPiece(DROP, folder);
  }, 120_000);

  it('stays below the ceiling and in the range of loudness', async (context) => {
    needsFfmpeg(context);
    const { integrated, truePeak } = await loudnessOf(file('mix'));
    expect(truePeak).toBeLessThanOrEqual(-1);
    expect(integrated).toBeGreaterThan(-18);
    expect(integrated).toBeLessThan(-12);
  });

  it('begins every drum stroke within a millisecond of its time', () => {
    const sound = soundOf('drums');
    const samples = mono(sound);
    const rate = sound.sampleRate;
    const strokes = render.notes.filter(([part]) => part === 'drums').map(([, start]) => start);
    const alone = strokes.filter((at) => at > 0.2 && !strokes.some((o) => o < at && o > at - 0.06));
    expect(alone.length).toBeGreaterThan(10);
    for (const at of alone) {
      // The tail of what was struck before moves less than a new stroke.
      const calm = 1.5 * stepIn(samples, rate, at - 0.006, at - 0.0005) + 2e-4;
      let onset = Math.floor((at - 0.003) * rate);
      while (Math.abs((samples[onset] ?? 9) - (samples[onset - 1] ?? 0)) < calm) onset++;
      expect(Math.abs(onset / rate - at), `stroke at ${at}`).toBeLessThan(0.001);
    }
  });

  it('plays no more voices than its instruments have, and gives ended ones back', () => {
    // Those of the second that was told of ahead, and tails; at the end the tails alone.
    expect(render.mostVoices).toBeGreaterThan(8);
    expect(render.mostVoices).toBeLessThan(120);
    expect(render.voicesLeft).toBeLessThan(40);
  });

  it('is the same again, sample by sample', async () => {
    const once = readFileSync(file('mix'));
    await page.renderPiece(DROP, folder);
    expect(readFileSync(file('mix')).equals(once)).toBe(true);
  }, 120_000);
});

describe.runIf(isFull)('a piece of ten minutes', () => {
  const SECONDS = 600;
  let render: MusicRender;
  beforeAll(async () => {
    const set = { genre: 'trance', seed: 11, energy: 0.7 };
    render = await page.renderPiece({ seconds: SECONDS, tempoBpm: 132, stems: false, set }, folder);
  }, 1_800_000);

  it('is as loud as music is, with a crest of 8 to 16 dB and no peak over the ceiling', async (context) => {
    needsFfmpeg(context);
    const { integrated, truePeak } = await loudnessOf(file('mix'));
    const samples = mono(soundOf('mix'));
    const crest = 20 * Math.log10(peakOf(samples)) - 10 * Math.log10(powerOf(samples));
    console.log(
      `ten minutes: ${integrated} LUFS, ${truePeak.toFixed(2)} dBTP, crest ${crest.toFixed(1)} dB`,
    );
    expect(Math.abs(integrated + 16)).toBeLessThanOrEqual(2);
    expect(truePeak).toBeLessThanOrEqual(-1);
    expect(crest).toBeGreaterThan(8);
    expect(crest).toBeLessThan(16);
  });

  it('is nowhere silent for two bars, and leaks no voice', () => {
    const sound = soundOf('mix');
    const samples = mono(sound);
    const twoBars = (8 * 60 * sound.sampleRate) / 132;
    for (let at = 0; at + twoBars < samples.length; at += twoBars / 4) {
      expect(powerOf(samples.subarray(at, at + twoBars)), `${at} samples`).toBeGreaterThan(1e-6);
    }
    expect(render.mostVoices).toBeLessThan(150);
    expect(render.voicesLeft).toBeLessThan(40);
  });
});

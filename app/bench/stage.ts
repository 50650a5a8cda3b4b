import { createOfflineClock } from '../../engine/clock/frame-clock.ts';
import { after } from '../../engine/clock/monotonic.ts';
import { messageOf } from '../../engine/core/errors.ts';
import type { FrameTime } from '../../engine/core/frame-time.ts';
import type { Seconds, Size } from '../../engine/core/units.ts';
import { effects } from '../../engine/effects/registry.ts';
import { audioLayout } from '../../engine/features/audio/layout.ts';
import type { AudioFeed } from '../../engine/session/feeds.ts';
import { createInstrument, type Instrument } from '../../engine/session/instrument.ts';
import { modelLibrary } from '../model-library.ts';
import { builtInSound } from '../perform/sound.ts';
import { sceneLibrary } from '../scene-library.ts';
import type { BenchRequest, BenchSetting } from './request.ts';

/** Frames a second that the frames pretend to be at. */
const RATE = 60;
/** Sound that is played over and over: two bars of the track at its fullest. */
const SOUND: Seconds = 4;
const FULLEST_BAR = 24;
/** Half of the effects are on deck A, half on B. */
const EFFECTS = 4;
const PREVIEW: Size = { width: 320, height: 180 };
/** In software the time of the GPU is no concern of the JavaScript: little of it will do. */
const SIZES = {
  hardware: { width: 1920, height: 1080 },
  software: { width: 96, height: 54 },
} as const;
const SOFTWARE_TIMING_SIZE: Size = { width: 320, height: 180 };
const DETAIL = { hardware: 1, software: 0.02 } as const;

/** An instrument at work, as it is measured. */
export interface BenchStage {
  readonly instrument: Instrument;
  readonly setting: BenchSetting;
  /** Whether frames have to wait for the GPU, which is the processor itself. */
  readonly throttled: boolean;
  /** What the instrument complained of. */
  readonly notices: readonly string[];
}

/**
 * Features as the audio thread hands them over: computed before, so that a frame only copies them.
 */
function recordedFeed(): AudioFeed {
  const { feed } = builtInSound(FULLEST_BAR, { start: 0, length: SOUND });
  const rows = Array.from({ length: SOUND * RATE }, (_, i) => {
    const row = new Float32Array(audioLayout.length);
    feed.read(row, { seconds: i / RATE } as FrameTime);
    return row;
  });
  const empty = new Float32Array(audioLayout.length);
  return {
    read(into, time) {
      into.set(rows[time.index % rows.length] ?? empty);
      return true;
    },
    position: feed.position,
  };
}

function addCanvas(instrument: Instrument, size: Size, deck?: 'a' | 'b'): void {
  const canvas = document.createElement('canvas');
  canvas.width = size.width;
  canvas.height = size.height;
  document.body.append(canvas);
  instrument.outputs.add(canvas, deck ? { kind: 'deck', deck } : { kind: 'programme' });
}

/** Puts scenes and effects on the decks, and both decks on air. */
function arrange({ store, bus }: Instrument, scenes: BenchRequest['scenes']): readonly string[] {
  const send = (id: string, value: number) => bus.send({ id, value, sender: 'bench' });
  const choose = (id: string, name: string) => {
    const choices = store.declarations[store.indexOf(id)]?.choices ?? [];
    if (!choices.includes(name)) throw new Error(`${id} has no "${name}": ${choices.join(', ')}.`);
    send(id, choices.indexOf(name));
  };
  choose('deck.a.scene', scenes[0]);
  choose('deck.b.scene', scenes[1]);
  const names = effects.slice(0, EFFECTS).map(({ name }) => name);
  names.forEach((name, i) => {
    choose(`deck.${i % 2 === 0 ? 'a' : 'b'}.fx${1 + (i >> 1)}`, name);
  });
  send('mixer.crossfade', 0.5);
  return names;
}

function chosenSize({ size, timing }: BenchRequest, software: boolean): Size {
  if (size) return size;
  if (!software) return SIZES.hardware;
  return timing ? SOFTWARE_TIMING_SIZE : SIZES.software;
}

/**
 * Builds an instrument at work: two decks, four effects, programme and previews on canvases.
 * @throws Error when there is no device, or a unit does not build
 */
export async function openStage(request: BenchRequest): Promise<BenchStage> {
  const { scenes, timing } = request;
  const instrument = createInstrument({
    gpu: navigator.gpu,
    clock: createOfflineClock({ framesPerSecond: RATE }),
    wait: (seconds) =>
      new Promise((resolve) => {
        after(seconds, resolve);
      }),
    scenes: sceneLibrary,
    nets: modelLibrary,
    sizeFor({ software }) {
      const size = chosenSize(request, software);
      return { size, pictureSize: size, detail: software ? DETAIL.software : DETAIL.hardware };
    },
    seed: 1,
    timing,
  });
  const notices: string[] = [];
  instrument.notices.onNotice(({ text }) => notices.push(text));
  instrument.setAudio(recordedFeed());
  const names = arrange(instrument, scenes);
  await instrument.start();
  const { status } = instrument.host;
  if (status.kind !== 'ready') throw new Error(messageOf(status));
  const { software } = status.adapter;
  const size = chosenSize(request, software);
  addCanvas(instrument, size);
  addCanvas(instrument, PREVIEW, 'a');
  addCanvas(instrument, PREVIEW, 'b');
  const setting = {
    adapter: status.adapter,
    case: `two decks (${scenes.join(', ')}), ${names.length} effects (${names.join(', ')})`,
    size: `${size.width}x${size.height}`,
    detail: software ? DETAIL.software : DETAIL.hardware,
  };
  return { instrument, setting, throttled: software, notices };
}

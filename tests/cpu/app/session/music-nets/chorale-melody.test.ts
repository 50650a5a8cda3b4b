import { describe, expect, it } from 'vitest';
import { createChoraleMelody } from '../../../../../app/session/music-nets/chorale-melody.ts';
import { createGpuWriter } from '../../../../../app/session/music-nets/gpu-writer.ts';
import {
  createWorkerWriter,
  type WriteReply,
  type WriteRequest,
} from '../../../../../app/session/music-nets/worker-writer.ts';
import { type ComposedBar, Composer } from '../../../../../engine/music/composer.ts';
import { defaultMusicControls } from '../../../../../engine/music/controls.ts';
import { inScale } from '../../../../../engine/music/theory/scale.ts';
import type { BarWish } from '../../../../../models/music/bar-wish.ts';
import type { BarWriter, WrittenVoices } from '../../../../../models/music/bar-writer.ts';

const CHORALES = { ...defaultMusicControls(), melodist: 'chorale', genre: 'techno' } as const;
/** A bar that nothing of the composer's own would give: five sixteenths, then the rest. */
const VOICES: WrittenVoices = [76, 69, 65, 50].map((pitch) => [
  { step: 0, length: 5, pitch },
  { step: 5, length: 11, pitch: pitch - 2 },
]);

/** A writer that keeps what it was asked. */
const recorder = (wishes: BarWish[]): BarWriter => ({
  write(wish) {
    wishes.push(wish);
    return VOICES;
  },
});
const play = (writer: BarWriter, bars: number): ComposedBar[] => {
  const composer = new Composer({ melody: createChoraleMelody(writer, () => undefined) });
  return Array.from({ length: bars }, () => composer.compose(CHORALES));
};
const steps = (bar: ComposedBar, part: string) => [
  ...new Set(
    bar.notes.filter((note) => note.part === part).map(({ beat }) => (beat - bar.startBeat) * 4),
  ),
];

describe('the chorale net in the composer', () => {
  it('is asked bar by bar for what is planned, and afresh only once in a key', () => {
    const wishes: BarWish[] = [];
    play(recorder(wishes), 60);
    expect(wishes.length).toBeGreaterThan(20);
    expect(wishes[0]?.fresh).toBe(true);
    expect(wishes.some(({ fresh }) => !fresh)).toBe(true);
    for (const { tonic, minor, scale, chord } of wishes) {
      expect([tonic, minor]).toEqual([2, true]);
      expect(chord.every((tone) => scale.includes(tone))).toBe(true);
    }
  });

  it('sings the melody and lays the voices beneath it as the pad', () => {
    const bars = play({ write: () => VOICES }, 200);
    const sung = bars.filter((bar) => steps(bar, 'melody').length > 0);
    const laid = bars.filter((bar) => steps(bar, 'pad').join() === '0,5');
    expect(sung.length).toBeGreaterThan(10);
    expect(laid.length).toBeGreaterThan(20);
    for (const bar of sung) expect(steps(bar, 'melody')).toEqual([0, 5]);
    for (const { notes, scale } of laid) {
      const strangers = notes.filter(({ part, pitch }) => part === 'pad' && !inScale(scale, pitch));
      expect(strangers).toEqual([]);
    }
  });

  it('leaves a bar to the composer when it comes late or fails', () => {
    const late = play({ write: () => new Promise<WrittenVoices>(() => undefined) }, 100);
    const failing = play({ write: () => Promise.reject(new Error('no')) }, 100);
    for (const bars of [late, failing]) {
      expect(bars.some((bar) => steps(bar, 'melody').length > 0)).toBe(true);
    }
  });
});

describe('a writer in a worker', () => {
  it('gives each bar to who asked for it, and tells failures', async () => {
    const asked: WriteRequest[] = [];
    let answer: (event: { data: WriteReply }) => void = () => undefined;
    const writer = createWorkerWriter({
      postMessage: (request) => asked.push(request),
      addEventListener: (_, listener) => {
        answer = listener;
      },
    });
    const [first, second] = [writer.write({} as BarWish), writer.write({} as BarWish)];
    answer({ data: { id: asked[1]?.id ?? 0, failure: 'no weights' } });
    answer({ data: { id: asked[0]?.id ?? 0, voices: VOICES } });
    expect(await first).toEqual(VOICES);
    await expect(second).rejects.toThrow('no weights');
  });
});

describe('a writer on the GPU', () => {
  it('lets another write where there is no device, afresh whenever the writer changes', async () => {
    const wishes: BarWish[] = [];
    const instead = recorder(wishes);
    const writer = createGpuWriter(
      () => null,
      () => Promise.reject(new Error('not needed')),
      instead,
    );
    await writer.write({ fresh: false, seed: 1 } as BarWish);
    await writer.write({ fresh: false, seed: 2 } as BarWish);
    expect(wishes.map(({ fresh }) => fresh)).toEqual([true, false]);
  });
});

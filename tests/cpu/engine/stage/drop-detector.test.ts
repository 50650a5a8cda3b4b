import { describe, expect, it } from 'vitest';
import { type AudioLevels, silentLevels } from '../../../../engine/core/audio-levels.ts';
import { createDropDetector } from '../../../../engine/stage/drop-detector.ts';

const TEMPO = 116;

/** Four on the floor at a loudness; `bass` is the share of the kick that is let through. */
function levelsAt(seconds: number, loudness: number, bass: number): AudioLevels {
  const beat = (seconds * TEMPO) / 60;
  const kick = Math.exp(-((beat % 1) * 60) / TEMPO / 0.12);
  const rms = loudness * (0.6 + 0.4 * kick * bass);
  return { ...silentLevels(), rms, low: bass * (0.3 + 0.7 * kick), mid: 0.4, high: 0.4 };
}

/** Seconds at which drops are heard in music of sections [until, loudness, bass]. */
function dropsIn(sections: readonly (readonly [number, number, number])[], fps = 60): number[] {
  const detector = createDropDetector();
  const end = sections.at(-1)?.[0] ?? 0;
  const drops: number[] = [];
  for (let frame = 0; frame < end * fps; frame++) {
    const seconds = frame / fps;
    const [, loudness, bass] = sections.find(([until]) => seconds < until) ?? [0, 0, 0];
    const before = detector.count;
    detector.update(levelsAt(seconds, loudness, bass), 1 / fps);
    if (detector.count > before) drops.push(seconds);
  }
  return drops;
}

describe('drop detector', () => {
  const song = [
    [20, 0.14, 1],
    [30, 0.07, 0.3],
    [50, 0.14, 1],
  ] as const;

  it.each([25, 60, 144])('hears the bass come back within 0.4 s, at %d fps', (fps) => {
    const drops = dropsIn(song, fps);
    expect(drops).toHaveLength(1);
    expect(drops[0]).toBeGreaterThan(30);
    expect(drops[0]).toBeLessThan(30.4);
  });

  it('hears the same at a tenth of the volume', () => {
    const quiet = song.map(([until, loudness, bass]) => [until, loudness / 5, bass] as const);
    expect(dropsIn(quiet)).toHaveLength(1);
  });

  it('hears none in a steady beat, in silence, or when the music starts', () => {
    expect(dropsIn([[60, 0.14, 1]])).toEqual([]);
    expect(dropsIn([[60, 0, 0]])).toEqual([]);
  });

  it('hears a second one only after ten seconds', () => {
    const drops = dropsIn([
      [10, 0.05, 0.2],
      [14, 0.14, 1],
      [17, 0.05, 0.2],
      [30, 0.14, 1],
      [40, 0.05, 0.2],
      [50, 0.14, 1],
    ]);
    expect(drops).toHaveLength(2);
  });

  it('falls by two seconds and forgets the energy in silence', () => {
    const detector = createDropDetector();
    for (let i = 0; i < 600; i++) detector.update(levelsAt(i / 60, 0.05, 0.2), 1 / 60);
    for (let i = 0; i < 60; i++) detector.update(levelsAt(i / 60, 0.2, 1), 1 / 60);
    expect(detector.drop).toBeGreaterThan(0.5);
    for (let i = 0; i < 1200; i++) detector.update(silentLevels(), 1 / 60);
    expect(detector.drop).toBeLessThan(0.01);
    expect(detector.energy).toBeLessThan(0.01);
  });
});

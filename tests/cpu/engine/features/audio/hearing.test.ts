import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../engine/core/random.ts';
import { createAudioAnalyser, hopSeconds } from '../../../../../engine/features/audio/analyser.ts';
import { audioSlot } from '../../../../../engine/features/audio/layout.ts';
import { audioFeatures } from '../../../../../engine/features/audio/registry.ts';

const RATE = 48000;
type Signal = (seconds: number) => number;

const tones =
  (...hertz: number[]): Signal =>
  (t) =>
    hertz.reduce(
      (sum, f) => sum + 0.1 * Math.sin(2 * Math.PI * f * t) + 0.03 * Math.sin(4 * Math.PI * f * t),
      0,
    );
const midi = (note: number) => 440 * 2 ** ((note - 69) / 12);

/** Plays `signal` and calls back with the features that are asked for after every hop. */
function hear(
  signal: Signal,
  seconds: number,
  names: readonly string[],
  onHop: (read: (name: string, index?: number) => number, time: number) => void = () => {},
) {
  const features = audioFeatures.filter(({ name }) => names.includes(name));
  const analyser = createAudioAnalyser({ sampleRate: RATE, features });
  const read = (name: string, index = 0) =>
    analyser.latest[audioSlot(name).offset + index] as number;
  const block = new Float32Array(512);
  for (let at = 0; at < seconds * RATE; at += block.length) {
    for (let i = 0; i < block.length; i++) block[i] = signal((at + i) / RATE);
    analyser.push([block], block.length);
    onHop(read, analyser.hopCount * hopSeconds(analyser.format));
  }
  return read;
}

/** A kick on every beat, a snare on the second and the fourth, hats between: by our own hands. */
function drums(bpm: number, first = 0): Signal {
  const random = createRandom(5);
  const period = 60 / bpm;
  return (t) => {
    if (t < first) return 0;
    const beat = Math.floor((t - first) / period);
    const since = (t - first) % period;
    const half = (t - first) % (period / 2);
    const kick =
      beat % 2 === 0 ? 0.8 * Math.sin(2 * Math.PI * 60 * since) * Math.exp(-since / 0.08) : 0;
    const snare = beat % 2 === 1 ? random.range(-0.6, 0.6) * Math.exp(-since / 0.05) : 0;
    return kick + snare + random.range(-0.1, 0.1) * Math.exp(-half / 0.015);
  };
}

describe('the beat, by the flux alone', () => {
  it.each([90, 120, 150])('is found at %i beats a minute and foreseen', (bpm) => {
    const period = 60 / bpm;
    const errors: number[] = [];
    const read = hear(drums(bpm, 0.2), 14, ['beat', 'tempo'], (now, time) => {
      if (time < 8) return;
      const next = (time + now('beat', 1) - 0.2) / period;
      errors.push(Math.abs(next - Math.round(next)) * period);
    });
    expect(read('tempo')).toBeGreaterThan(bpm * 0.96);
    expect(read('tempo')).toBeLessThan(bpm * 1.04);
    errors.sort((a, b) => a - b);
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(0.03);
  });

  it('is not known in silence, and is left when the music stops', () => {
    const read = hear((t) => (t < 6 ? drums(120)(t) : 0), 11, ['beat', 'tempo']);
    expect(read('beat', 3)).toBe(0);
    expect(read('tempo')).toBe(0);
  });
});

describe('pitch', () => {
  it.each([82.4, 110, 220, 440, 880])('of a tone of %f Hz is within 10 cents', (hertz) => {
    const read = hear(tones(hertz), 1, ['pitch']);
    expect(Math.abs(1200 * Math.log2(read('pitch') / hertz))).toBeLessThan(10);
    expect(read('pitch', 1)).toBeGreaterThan(0.9);
  });

  it('of noise is none', () => {
    const random = createRandom(2);
    const read = hear(() => random.range(-0.3, 0.3), 1, ['pitch']);
    expect(read('pitch', 1)).toBe(0);
  });
});

describe('chord and key', () => {
  it.each([
    ['C major', [48, 64, 67, 72], 1, 0],
    ['A minor', [45, 60, 64, 69], 10, 1],
    ['F# major', [54, 58, 61, 66], 7, 0],
    ['D minor', [50, 53, 57, 62], 3, 1],
  ])('tells the chord of %s', (_, notes, root, quality) => {
    const read = hear(tones(...notes.map(midi)), 2, ['chord']);
    expect([read('chord'), read('chord', 1)]).toEqual([root, quality]);
  });

  it.each([
    [
      'C major',
      [
        [60, 64, 67],
        [65, 69, 72],
        [67, 71, 74],
        [60, 64, 67],
      ],
      1,
      0,
    ],
    [
      'E minor',
      [
        [52, 55, 59],
        [57, 60, 64],
        [59, 63, 66],
        [52, 55, 59],
      ],
      5,
      1,
    ],
  ])('tells the key of a cadence in %s', (_, chords, tonic, mode) => {
    const played = chords.map((notes) => tones(...notes.map(midi)));
    const signal: Signal = (t) => (played[Math.floor(t) % played.length] as Signal)(t);
    const read = hear(signal, 12, ['key']);
    expect([read('key'), read('key', 1)]).toEqual([tonic, mode]);
  });

  it('tells no key of drums', () => {
    expect(hear(drums(120), 8, ['key'])('key')).toBe(0);
  });
});

describe('activity and novelty', () => {
  it('tells sound from silence', () => {
    expect(hear(tones(440), 0.5, ['activity'])('activity')).toBe(1);
    expect(hear((t) => (t < 1 ? tones(440)(t) : 0), 2.2, ['activity'])('activity')).toBe(0);
  });

  it('tells a drop and a breakdown, once each', () => {
    const random = createRandom(9);
    const signal: Signal = (t) => {
      const full = t > 14 && t < 30;
      return 0.02 * Math.sin(2 * Math.PI * 220 * t) + (full ? random.range(-0.5, 0.5) : 0);
    };
    const read = hear(signal, 40, ['novelty']);
    expect([read('novelty', 3), read('novelty', 4)]).toEqual([1, 1]);
  });
});

describe('timbre', () => {
  it('centroid and roll-off of a tone lie at the tone', () => {
    const read = hear((t) => 0.5 * Math.sin(2 * Math.PI * 3000 * t), 1, [
      'spectral-centroid',
      'spectral-rolloff',
      'spectral-flatness',
    ]);
    expect(Math.abs(read('spectral-centroid') - 3000)).toBeLessThan(30);
    expect(Math.abs(read('spectral-rolloff') - 3000)).toBeLessThan(60);
    expect(read('spectral-flatness')).toBeLessThan(0.01);
  });

  it('noise is flat', () => {
    const random = createRandom(4);
    const read = hear(() => random.range(-0.3, 0.3), 1, ['spectral-flatness']);
    expect(read('spectral-flatness')).toBeGreaterThan(0.4);
  });
});

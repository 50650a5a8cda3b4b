import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../engine/core/random.ts';
import {
  type AudioAnalyser,
  createAudioAnalyser,
  hopSeconds,
} from '../../../../../engine/features/audio/analyser.ts';
import type { AudioFeature } from '../../../../../engine/features/audio/feature.ts';
import { audioLayout, audioSlot } from '../../../../../engine/features/audio/layout.ts';
import {
  audioFeatures,
  audioThreadFeatures,
} from '../../../../../engine/features/audio/registry.ts';

const RATE = 48000;
type Signal = (seconds: number) => number;

const silence: Signal = () => 0;
const sine =
  (hertz: number, amplitude = 1): Signal =>
  (t) =>
    amplitude * Math.sin(2 * Math.PI * hertz * t);
const noise = (amplitude: number, seed = 1): Signal => {
  const random = createRandom(seed);
  return () => random.range(-amplitude, amplitude);
};
/** Bursts of noise of 30 ms, `period` seconds apart, the first at `first`. */
const bursts = (period: number, first: number, amplitude = 0.8): Signal => {
  const random = createRandom(7);
  return (t) => {
    const since = (t - first) % period;
    return t >= first ? random.range(-amplitude, amplitude) * Math.exp(-since / 0.01) : 0;
  };
};

function samplesOf(signal: Signal, seconds: number, rate = RATE): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * rate) }, (_, i) => signal(i / rate));
}

/** The analyser after it has heard `signal`, in quanta of the audio thread. */
function hear(
  signal: Signal,
  seconds: number,
  rate = RATE,
  onHop?: (a: AudioAnalyser) => void,
  features: readonly AudioFeature[] = audioThreadFeatures,
) {
  const samples = samplesOf(signal, seconds, rate);
  const analyser = createAudioAnalyser({ sampleRate: rate, features });
  for (let at = 0; at < samples.length; at += 128) {
    const hops = analyser.hopCount;
    analyser.push([samples], Math.min(128, samples.length - at), at);
    if (analyser.hopCount !== hops) onHop?.(analyser);
  }
  return analyser;
}

function read(analyser: AudioAnalyser, name: string): number[] {
  const { offset, size } = audioSlot(name);
  return [...analyser.latest.subarray(offset, offset + size)];
}

/** Times at which the count of `name` grew. */
function onsetTimes(signal: Signal, seconds: number, name = 'onset', rate = RATE): number[] {
  const times: number[] = [];
  let count = 0;
  hear(signal, seconds, rate, (analyser) => {
    const [, now = 0] = read(analyser, name);
    if (now !== count) times.push(analyser.hopCount * hopSeconds(analyser.format));
    count = now;
  });
  return times;
}

const loudestIndex = (values: number[]) => values.indexOf(Math.max(...values));

describe.each(audioFeatures.map((feature) => [feature.name, feature] as const))(
  'the feature %s',
  (name, feature) => {
    const inRange = (values: number[]) =>
      values.every((value) => value >= feature.range[0] && value <= feature.range[1]);
    const gap: Signal = (t) => (t > 0.1 && t < 0.3 ? Number.NaN : Math.sin(700 * t));
    const signals: [string, Signal][] = [
      ['silence', silence],
      ['a sine', sine(440)],
      ['noise beyond full scale', noise(30)],
      ['what is not a number', gap],
      ['infinity', (t) => (t > 0.2 ? Number.POSITIVE_INFINITY : 0.1)],
      ['an offset', () => 0.7],
    ];

    it.each(signals)('stays in its range for %s', (_, signal) => {
      hear(signal, 0.5, RATE, (analyser) => expect(inRange(read(analyser, name))).toBe(true), [
        feature,
      ]);
    });

    it.each([8000, 22050, 44100, 96000, 192000])('works at %i Hz', (rate) => {
      const analyser = hear(noise(0.5), 0.4, rate, undefined, [feature]);
      expect(inRange(read(analyser, name))).toBe(true);
    });

    it('is 0 in silence', () => {
      const heard = hear(silence, 0.5, RATE, undefined, [feature]);
      expect(read(heard, name).every((value) => value === 0)).toBe(true);
    });

    it('is the same however the sound is cut', () => {
      const samples = samplesOf(bursts(0.2, 0.05), 0.5);
      const whole = createAudioAnalyser({ sampleRate: RATE, features: [feature] });
      whole.push([samples], samples.length);
      expect(read(whole, name)).toEqual(
        read(hear(bursts(0.2, 0.05), 0.5, RATE, undefined, [feature]), name),
      );
    });
  },
);

describe('the layout', () => {
  it('gives every feature its own floats without gaps', () => {
    const slots = [...audioLayout.slots.values()];
    slots.reduce((end, { offset, size }) => {
      expect(offset).toBe(end);
      return offset + size;
    }, 0);
    expect(audioLayout.slots.size).toBe(audioFeatures.length);
    expect(slots.reduce((sum, { size }) => sum + size, 0)).toBe(audioLayout.length);
  });

  it('names what there is when asked for what there is not', () => {
    expect(() => audioSlot('colour')).toThrow(/onset-strength.*got colour/);
  });
});

describe('rms', () => {
  it('reads 0.7071 for a full-scale sine', () => {
    expect(read(hear(sine(1000), 0.5), 'rms')[0]).toBeCloseTo(Math.SQRT1_2, 3);
  });

  it('takes out an offset', () => {
    expect(
      read(
        hear(() => 0.5, 1),
        'rms',
      )[0],
    ).toBeLessThan(0.001);
  });

  it.each([1, 2, 5, 8])('is the mean of %i equal channels', (count) => {
    const samples = samplesOf(sine(1000), 0.5);
    const analyser = createAudioAnalyser({ sampleRate: RATE });
    analyser.push(Array<Float32Array>(count).fill(samples), samples.length);
    expect(read(analyser, 'rms')[0]).toBeCloseTo(Math.SQRT1_2, 3);
  });

  it('falls to silence when no channel is connected', () => {
    const analyser = hear(sine(1000), 0.5);
    analyser.push([], RATE);
    expect(read(analyser, 'rms')[0]).toBeLessThan(1e-4);
  });
});

describe('spectrum', () => {
  const band = (hertz: number) => (127 * Math.log(hertz / 30)) / Math.log(16000 / 30);

  it.each([60, 110, 440, 1000, 3000, 9000])('peaks at the band of a sine of %i Hz', (hertz) => {
    const values = read(hear(sine(hertz, 0.5), 1), 'spectrum');
    const tolerance = hertz < 200 ? 5 : 1.5; // a low band is narrower than a bin
    expect(Math.abs(loudestIndex(values) - band(hertz))).toBeLessThan(tolerance);
    expect(Math.max(...values)).toBeGreaterThan(0.9);
  });

  it('shows a quiet room as large as a loud one', () => {
    const loud = Math.max(...read(hear(sine(1000, 0.5), 4), 'spectrum'));
    const quiet = Math.max(...read(hear(sine(1000, 0.005), 4), 'spectrum'));
    expect(quiet).toBeCloseTo(loud, 1);
  });

  it('leaves the bands above the Nyquist frequency empty', () => {
    const values = read(hear(noise(0.5), 0.5, 8000), 'spectrum');
    expect(values.slice(Math.ceil(band(4400))).every((value) => value === 0)).toBe(true);
  });
});

describe('bands', () => {
  it.each([
    ['low', 60, 0],
    ['mid', 500, 1],
    ['high', 6000, 2],
  ] as const)('puts a sine into the %s band', (_, hertz, index) => {
    const values = read(hear(sine(hertz, 0.5), 1), 'bands');
    expect(values[index]).toBeGreaterThan(0.95);
    expect(values.filter((value) => value > 0.1)).toHaveLength(1);
  });

  it('moves alike for loud and for quiet music', () => {
    const pulse =
      (gain: number): Signal =>
      (t) =>
        gain * sine(60)(t) * Math.exp(-(t % 0.5) / 0.1);
    const loud = read(hear(pulse(0.8), 3.9), 'bands')[0] ?? 0;
    const quiet = read(hear(pulse(0.08), 3.9), 'bands')[0] ?? 0;
    expect(loud).toBeGreaterThan(0.02);
    expect(quiet).toBeCloseTo(loud, 2);
  });
});

describe('onset', () => {
  const hop = 512 / RATE;
  const expected = Array.from({ length: 16 }, (_, beat) => 0.25 + beat * 0.5);

  it.each([0.9, 0.05, 0.005])('counts clicks at 120 BPM exactly at the level %d', (level) => {
    const times = onsetTimes(bursts(0.5, 0.25, level), 8.2);
    expect(times).toHaveLength(expected.length);
    times.forEach((time, i) => {
      const delay = time - (expected[i] ?? 0);
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThan(2 * hop);
    });
  });

  it('hears clicks through a steady chord', () => {
    const click = bursts(0.5, 0.25, 0.5);
    const chord: Signal = (t) => (sine(220)(t) + sine(277)(t) + sine(330)(t)) * 0.1 + click(t);
    expect(onsetTimes(chord, 8.2).filter((time) => time > 0.2)).toHaveLength(expected.length);
  });

  it('does not take steady noise for onsets', () => {
    expect(onsetTimes(noise(0.3), 10).length).toBeLessThanOrEqual(2);
  });

  it('does not take vibrato for onsets', () => {
    const vibrato: Signal = (t) => 0.5 * Math.sin(2 * Math.PI * (440 * t + 1.2 * Math.sin(36 * t)));
    expect(onsetTimes(vibrato, 6).length).toBeLessThanOrEqual(2);
  });

  it('decays with 180 ms', () => {
    const analyser = hear(bursts(10, 0.1), 0.1 + 0.18 + hop);
    expect(read(analyser, 'onset')[0]).toBeCloseTo(Math.exp(-1), 1);
  });

  it('tells a kick from a hat', () => {
    const kick: Signal = (t) => sine(60)(t) * Math.exp(-(t % 0.5) / 0.05);
    expect(onsetTimes(kick, 4, 'onset-low')).toHaveLength(8);
    const click = bursts(0.25, 0.1, 0.3);
    expect(onsetTimes(click, 3, 'onset-high')).toHaveLength(12);
  });
});

describe('onset-strength', () => {
  it('is high at attacks and low between them, whatever the level', () => {
    for (const level of [0.8, 0.02]) {
      const strengths: number[] = [];
      hear(bursts(0.5, 0.25, level), 4, RATE, (analyser) => {
        strengths.push(read(analyser, 'onset-strength')[0] ?? 0);
      });
      const late = strengths.slice(100);
      expect(Math.max(...late)).toBeGreaterThan(0.85);
      expect(late.filter((value) => value > 0.3).length / late.length).toBeLessThan(0.15);
    }
  });
});

describe('waveform', () => {
  it('stands still for a steady tone', () => {
    const start = (seconds: number) => read(hear(sine(375, 0.5), seconds), 'waveform');
    const [first, second] = [start(0.5), start(0.537)];
    expect(Math.max(...first)).toBeCloseTo(0.5, 1);
    expect(first.every((value, i) => Math.abs(value - (second[i] ?? 9)) < 0.05)).toBe(true);
  });
});

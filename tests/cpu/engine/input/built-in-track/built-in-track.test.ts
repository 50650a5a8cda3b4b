import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { audioLayout, audioSlot } from '../../../../../engine/features/audio/layout.ts';
import { createOfflineAnalysis } from '../../../../../engine/features/audio/offline-analysis.ts';
import {
  builtInTrack,
  renderBuiltInTrack,
  type StereoPcm,
} from '../../../../../engine/input/built-in-track/built-in-track.ts';
import { beatSample, sectionOf } from '../../../../../engine/input/built-in-track/form.ts';
import { TrackMixer } from '../../../../../engine/input/built-in-track/mixer.ts';

// Rendering takes seconds of computing, and the machine may be busy with more.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 });

const RATE = 48000;
const { beatsPerBar, bars, sections, tempoBpm } = builtInTrack;

/** The samples of bars `from` up to `to` of one channel. */
function barsOf({ channels, sampleRate }: StereoPcm, side: 0 | 1, from: number, to: number) {
  const at = (bar: number) => beatSample(bar * beatsPerBar, sampleRate);
  return channels[side].subarray(at(from), at(to));
}

function rmsDecibels(...parts: Float32Array[]): number {
  let power = 0;
  let count = 0;
  for (const part of parts) {
    for (const sample of part) power += sample * sample;
    count += part.length;
  }
  return 10 * Math.log10(power / count);
}

/** One biquad, direct form II transposed. */
function biquad(samples: Float32Array, b: readonly number[], a: readonly number[]): Float32Array {
  const [b0 = 0, b1 = 0, b2 = 0] = b;
  const [a1 = 0, a2 = 0] = a;
  let [s1, s2] = [0, 0];
  return samples.map((x) => {
    const y = b0 * x + s1;
    s1 = b1 * x - a1 * y + s2;
    s2 = b2 * x - a2 * y;
    return y;
  });
}

/**
 * Integrated loudness in LUFS of stereo sound at 48 kHz.
 * @source ITU-R BS.1770-5, annex 1: coefficients of both stages, gates at -70 LUFS and -10 LU.
 */
function integratedLoudness({ channels }: StereoPcm): number {
  const weighted = channels.map((samples) => {
    const shelf = biquad(
      samples,
      [1.53512485958697, -2.69169618940638, 1.19839281085285],
      [-1.69065929318241, 0.73248077421585],
    );
    return biquad(shelf, [1, -2, 1], [-1.99004745483398, 0.99007225036621]);
  });
  const [block, hop] = [0.4 * RATE, 0.1 * RATE];
  const powers: number[] = [];
  for (let at = 0; at + block <= channels[0].length; at += hop) {
    let power = 0;
    for (const samples of weighted) {
      for (let i = at; i < at + block; i++) power += (samples[i] ?? 0) ** 2;
    }
    powers.push(power / block);
  }
  const loudness = (values: number[]) =>
    -0.691 + 10 * Math.log10(values.reduce((sum, value) => sum + value, 0) / values.length);
  const audible = powers.filter((power) => loudness([power]) > -70);
  const gate = loudness(audible) - 10;
  return loudness(audible.filter((power) => loudness([power]) > gate));
}

describe('renderBuiltInTrack', () => {
  let track: StereoPcm;

  beforeAll(() => {
    track = renderBuiltInTrack(RATE);
  });

  it('is as long as its bars, to the sample', () => {
    const expected = Math.round((bars * beatsPerBar * 60 * RATE) / tempoBpm);
    expect(track.channels.map(({ length }) => length)).toEqual([expected, expected]);
    expect(builtInTrack.seconds).toBeCloseTo(expected / RATE, 4);
  });

  it('has the loudness of music for a room', () => {
    const loudness = integratedLoudness(track);
    expect(loudness).toBeGreaterThan(-16.7);
    expect(loudness).toBeLessThan(-15.3);
  });

  it('keeps under its ceiling, without an offset', () => {
    for (const samples of track.channels) {
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      expect(peak).toBeLessThanOrEqual(10 ** (-1.6 / 20) + 1e-6);
      expect(
        Math.abs(samples.reduce((sum, sample) => sum + sample, 0) / samples.length),
      ).toBeLessThan(1e-4);
    }
  });

  it('sounds in every bar, and the drop is louder than what it drops from', () => {
    const level = (from: number, to: number) =>
      rmsDecibels(barsOf(track, 0, from, to), barsOf(track, 1, from, to));
    for (let bar = 0; bar < bars; bar++) expect(level(bar, bar + 1)).toBeGreaterThan(-28);
    const levels = Object.fromEntries(
      sections.map(({ name, from, to }) => [name, level(from, to)]),
    );
    const { intro = 0, breakdown = 0, drop = 0, return: second = 0 } = levels;
    expect(drop).toBeGreaterThan(intro + 2);
    expect(drop).toBeGreaterThan(breakdown + 3);
    expect(second).toBeGreaterThan(breakdown + 3);
  });

  it('is stereo that survives one loudspeaker', () => {
    const [left, right] = track.channels;
    const mid = left.map((sample, i) => (sample + (right[i] ?? 0)) / 2);
    const side = left.map((sample, i) => (sample - (right[i] ?? 0)) / 2);
    const width = rmsDecibels(side) - rmsDecibels(mid);
    expect(width).toBeGreaterThan(-16);
    expect(width).toBeLessThan(-4);
  });

  it('has rhythm from the first second on: the kicks are heard on the beats', () => {
    const analysis = createOfflineAnalysis(track);
    const features = new Float32Array(audioLayout.length);
    const count = audioSlot('onset-low').offset + 1;
    const heard: number[] = [];
    let before = 0;
    for (let time = 0; time < 8 * beatsPerBar * (60 / tempoBpm); time += 0.005) {
      analysis.readAt(time, features);
      if (features[count] !== before) heard.push((time * tempoBpm) / 60);
      before = features[count] ?? 0;
    }
    const beats = Array.from({ length: 7 * beatsPerBar }, (_, beat) => beat);
    const found = beats.filter((beat) => heard.some((at) => at - beat > -0.02 && at - beat < 0.1));
    expect(found.length / beats.length).toBeGreaterThan(0.9);
    expect(heard.length).toBeLessThan(1.3 * 8 * beatsPerBar);
  });
});

describe('the loop', () => {
  const LOW_RATE = 16000;
  const hash = ({ channels }: StereoPcm) => {
    const sum = createHash('sha256');
    for (const samples of channels) sum.update(new Uint8Array(samples.buffer));
    return sum.digest('hex');
  };

  it('is the same every time, and its first bars are those of the whole', () => {
    const first = renderBuiltInTrack(LOW_RATE, { bars: 6 });
    expect(hash(renderBuiltInTrack(LOW_RATE, { bars: 6 }))).toBe(hash(first));
    const longer = renderBuiltInTrack(LOW_RATE, { bars: 7 });
    expect(longer.channels[1].subarray(0, first.channels[1].length)).toEqual(first.channels[1]);
  });

  it('runs on from its last bar into its first', () => {
    const loop = renderBuiltInTrack(LOW_RATE, { bars: 2 });
    const mixer = new TrackMixer(LOW_RATE);
    // Played from the drop on through the end: what then comes must be how the loop begins.
    for (let bar = 40; bar < bars; bar++) mixer.render(bar);
    const { sound, count } = mixer.render(0);
    let worst = 0;
    for (let i = 0; i < count; i++) {
      worst = Math.max(worst, Math.abs((sound.left[i] ?? 0) - (loop.channels[0][i] ?? 0)));
    }
    expect(rmsDecibels(sound.left.subarray(0, count))).toBeGreaterThan(-28);
    expect(worst).toBeLessThan(0.003);
  });

  it('has a section for every bar', () => {
    expect(Array.from({ length: bars }, (_, bar) => sectionOf(bar))).toHaveLength(bars);
    expect(sections.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(bars);
  });
});

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../engine/core/random.ts';
import { createAudioAnalyser } from '../../../../../engine/features/audio/analyser.ts';
import { audioSlot } from '../../../../../engine/features/audio/layout.ts';
import { LOUDNESS_FLOOR } from '../../../../../engine/features/audio/loudness.ts';
import { audioFeatures } from '../../../../../engine/features/audio/registry.ts';

type Channels = Float32Array[];

/** Integrated loudness and highest true peak by our meter. */
function measure(channels: Channels, sampleRate: number) {
  const features = audioFeatures.filter(({ name }) => name === 'loudness');
  const analyser = createAudioAnalyser({ sampleRate, features });
  const { offset } = audioSlot('loudness');
  let peak = 0;
  for (let at = 0; at < (channels[0]?.length ?? 0); at += 128) {
    analyser.push(channels, Math.min(128, (channels[0]?.length ?? 0) - at), at);
    peak = Math.max(peak, analyser.latest[offset + 3] as number);
  }
  return {
    momentary: (analyser.latest[offset] as number) + LOUDNESS_FLOOR,
    integrated: (analyser.latest[offset + 2] as number) + LOUDNESS_FLOOR,
    truePeak: 20 * Math.log10(peak),
  };
}

/** The same by ffmpeg's ebur128. */
function measureByFfmpeg(channels: Channels, sampleRate: number) {
  const frames = channels[0]?.length ?? 0;
  const mixed = new Float32Array(frames * channels.length);
  for (const [c, samples] of channels.entries()) {
    for (let i = 0; i < frames; i++) mixed[i * channels.length + c] = samples[i] as number;
  }
  const input = ['-f', 'f32le', '-ar', `${sampleRate}`, '-ac', `${channels.length}`, '-i', '-'];
  const words = [
    '-hide_banner',
    '-nostats',
    ...input,
    '-af',
    'ebur128=peak=true',
    '-f',
    'null',
    '-',
  ];
  const { stderr } = spawnSync('ffmpeg', words, {
    input: Buffer.from(mixed.buffer),
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  const summary = stderr.slice(stderr.lastIndexOf('Summary'));
  return {
    integrated: Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1]),
    truePeak: Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(summary)?.[1]),
  };
}

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

/** Loud and quiet passages of tones and noise, so that both gates work. */
function passages(rate: number, count: number): Channels {
  const random = createRandom(6);
  const gains = [0.5, 0.02, 0.3, 0.0005, 0.8];
  return Array.from({ length: count }, (_, c) =>
    Float32Array.from({ length: rate * 6 }, (_, i) => {
      const t = i / rate;
      const tone =
        Math.sin(2 * Math.PI * (300 + 70 * c) * t) + 0.4 * Math.sin(2 * Math.PI * 3300 * t);
      return (gains[Math.floor(t / 1.2)] ?? 0) * 0.5 * (tone + random.range(-0.5, 0.5));
    }),
  );
}

describe('loudness', { timeout: 30_000 }, () => {
  it('of a full-scale sine of 997 Hz on one channel is -3.01 LUFS', () => {
    const sine = Float32Array.from({ length: 48000 * 4 }, (_, i) =>
      Math.sin((2 * Math.PI * 997 * i) / 48000),
    );
    const { integrated, momentary } = measure([sine], 48000);
    expect(integrated).toBeCloseTo(-3.01, 1);
    expect(momentary).toBeCloseTo(-3.01, 1);
  });

  describe.skipIf(!hasFfmpeg)(
    `is that of ffmpeg${hasFfmpeg ? '' : ': SKIPPED, ffmpeg is missing'}`,
    () => {
      it.each([
        [48000, 2],
        [44100, 1],
        [96000, 2],
        [22050, 2],
      ])('at %i Hz on %i channels within 0.2 LU, the peak within 0.5 dB', (rate, count) => {
        const channels = passages(rate, count);
        const [own, other] = [measure(channels, rate), measureByFfmpeg(channels, rate)];
        expect(Math.abs(own.integrated - other.integrated)).toBeLessThan(0.2);
        expect(Math.abs(own.truePeak - other.truePeak)).toBeLessThan(0.5);
      });
    },
  );
});

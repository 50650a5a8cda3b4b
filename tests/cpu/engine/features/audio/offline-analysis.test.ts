import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../engine/core/random.ts';
import { createAudioAnalyser } from '../../../../../engine/features/audio/analyser.ts';
import { audioLayout, audioSlot } from '../../../../../engine/features/audio/layout.ts';
import { createOfflineAnalysis } from '../../../../../engine/features/audio/offline-analysis.ts';

const RATE = 48000;
const random = createRandom(3);
const noise = Float32Array.from({ length: RATE }, () => random.range(-0.5, 0.5));
const pcm = { sampleRate: RATE, channels: [noise, noise.map((sample) => -sample / 2)] };
const rms = audioSlot('rms').offset;

function readAt(seconds: number, options?: { loop: boolean }): Float32Array {
  const into = new Float32Array(audioLayout.length);
  createOfflineAnalysis(pcm, options).readAt(seconds, into);
  return into;
}

describe('createOfflineAnalysis', () => {
  it('reads what the live analysis reads at that time', () => {
    const live = createAudioAnalyser({ sampleRate: RATE });
    for (let at = 0; at < 24064; at += 128) live.push(pcm.channels, 128, at);
    expect(readAt(24064 / RATE)).toEqual(live.latest);
  });

  it('reads the same in steps of a frame, in one step, and after going back', () => {
    const analysis = createOfflineAnalysis(pcm);
    const into = new Float32Array(audioLayout.length);
    for (let frame = 0; frame <= 20; frame++) analysis.readAt(frame / 30, into);
    expect(into).toEqual(readAt(20 / 30));
    analysis.readAt(0.25, into);
    expect(into).toEqual(readAt(0.25));
  });

  it('is silent after the end, or starts again when it loops', () => {
    expect(readAt(0.9)[rms]).toBeGreaterThan(0.05);
    expect(readAt(1.9)[rms]).toBeLessThan(1e-3);
    expect(readAt(1.9, { loop: true })[rms]).toBeGreaterThan(0.05);
  });

  it('is silent before the first sample and for sound of no length', () => {
    expect(readAt(-1).every((value) => value === 0)).toBe(true);
    const into = new Float32Array(audioLayout.length).fill(1);
    createOfflineAnalysis({ sampleRate: RATE, channels: [] }, { loop: true }).readAt(1, into);
    expect(into.every((value) => value === 0)).toBe(true);
  });

  it('refuses a rate that no sound has', () => {
    expect(() => createOfflineAnalysis({ sampleRate: 500, channels: [] })).toThrow('8000');
  });
});

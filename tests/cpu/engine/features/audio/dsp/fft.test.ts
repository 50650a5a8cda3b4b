import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../../engine/core/random.ts';
import { createRealFft } from '../../../../../../engine/features/audio/dsp/fft.ts';

/** The definition of the transform, bin by bin. */
function naiveDft(samples: Float64Array, bin: number) {
  let real = 0;
  let imaginary = 0;
  samples.forEach((sample, n) => {
    const angle = (2 * Math.PI * bin * n) / samples.length;
    real += sample * Math.cos(angle);
    imaginary -= sample * Math.sin(angle);
  });
  return { real, imaginary };
}

describe('createRealFft', () => {
  it.each([8, 16, 64, 512, 1024])('agrees with the definition at length %i', (length) => {
    const random = createRandom(length);
    const samples = Float64Array.from({ length }, () => random.range(-1, 1));
    const fft = createRealFft(length);
    fft.transform(samples);
    for (let bin = 0; bin <= length / 2; bin++) {
      const expected = naiveDft(samples, bin);
      expect(fft.real[bin]).toBeCloseTo(expected.real, 9);
      expect(fft.imaginary[bin]).toBeCloseTo(expected.imaginary, 9);
    }
  });

  it('forgets what it transformed before', () => {
    const fft = createRealFft(16);
    fft.transform(Float64Array.from({ length: 16 }, (_, n) => n));
    fft.transform(new Float64Array(16));
    expect([...fft.real, ...fft.imaginary].every((value) => value === 0)).toBe(true);
  });

  it.each([0, 4, 7, 1000])('refuses the length %i', (length) => {
    expect(() => createRealFft(length)).toThrow('power of two');
  });
});

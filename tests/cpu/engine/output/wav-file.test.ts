import { expect, it } from 'vitest';
import { readWav } from '../../../../app/cli/sound/wav.ts';
import { wavHeader, wavSamples } from '../../../../engine/output/wav-file.ts';

it('writes a WAV file that is read back sample by sample', () => {
  const channels = [Float32Array.of(0, 0.5, -1, 0.25, 1e-6), Float32Array.of(1, -0.5, 0, 0, 0.125)];
  const header = wavHeader({ channels: 2, frames: 5, sampleRate: 44_100 });
  const pieces = [wavSamples(channels, 0, 3), wavSamples(channels, 3, 5)];
  const sound = readWav(Buffer.concat([header, ...pieces]));
  expect(sound?.sampleRate).toBe(44_100);
  expect(sound?.channels).toEqual(channels);
});

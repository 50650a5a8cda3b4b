import { expect, it } from 'vitest';
import { audioLayout, audioSlot } from '../../../../engine/features/audio/layout.ts';
import { readBeat } from '../../../../engine/session/levels.ts';

it('tells of the beat as it is by now, and of the number in the bar with it', () => {
  const features = new Float32Array(audioLayout.length);
  features[audioSlot('tempo').offset] = 120;
  features.set([0.9, 0.05, 7, 0.8], audioSlot('beat').offset);
  features.set([4, 4, 0, 0.9], audioSlot('bar').offset);
  const { phase, number } = readBeat(features, 0);
  expect([phase, number]).toEqual([expect.closeTo(0.9, 5), 4]);
  // A tenth of a second is a fifth of a beat here: the next bar has begun.
  const later = readBeat(features, 0.1);
  expect(later.phase).toBeCloseTo(0.1, 5);
  expect(later.number).toBe(1);
  features[audioSlot('bar').offset] = 0;
  expect(readBeat(features, 0.1).number).toBe(0);
});

import { audioLayout } from '../features/audio/layout.ts';
import type { FollowedFeatures } from '../params/modulation/sources.ts';

/** Features of more parts are pictures of the sound, not levels. */
const MOST_PARTS = 12;

const parts = [...audioLayout.slots].flatMap(([name, { offset, size }]) => {
  if (size > MOST_PARTS) return [];
  return Array.from({ length: size }, (_, i) => ({
    name: size === 1 ? name : `${name}-${i + 1}`,
    offset: offset + i,
  }));
});

/** Names of the levels that a follower may hear: every part of every small audio feature. */
export const followedFeatureNames: readonly string[] = parts.map(({ name }) => name);

/** The same levels out of a frame of features. */
export function followedFeatures(features: Float32Array): FollowedFeatures {
  const offsets = parts.map(({ offset }) => offset);
  return { names: followedFeatureNames, at: (index) => features[offsets[index] ?? -1] ?? 0 };
}

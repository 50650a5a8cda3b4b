import { audioLayout } from '../features/audio/layout.ts';
import { PICTURE_FEATURES } from '../features/eyes/picture-features.ts';
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

/**
 * Names of the levels that a follower may follow: every part of every small audio feature, then every
 * number of the picture.
 */
export const followedFeatureNames: readonly string[] = [
  ...parts.map(({ name }) => name),
  ...PICTURE_FEATURES.map(({ name }) => name),
];

/** The same levels out of a frame's features of the sound and numbers of the picture. */
export function followedFeatures(features: Float32Array, seen: Float32Array): FollowedFeatures {
  const offsets = parts.map(({ offset }) => offset);
  return {
    names: followedFeatureNames,
    at: (index) =>
      index < offsets.length
        ? (features[offsets[index] ?? -1] ?? 0)
        : (seen[index - offsets.length] ?? 0),
  };
}

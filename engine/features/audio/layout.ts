import { fail } from '../../core/errors.ts';
import { audioFeatures } from './registry.ts';

/** Where a feature's floats lie in the array of all features. */
export interface FeatureSlot {
  readonly offset: number;
  readonly size: number;
}

/** The array of all features: its length, and each feature's place in it by name. */
export interface AudioLayout {
  /** Floats in all. */
  readonly length: number;
  /** Floats of the features of the audio thread; those of the worker come after them. */
  readonly audioLength: number;
  readonly slots: ReadonlyMap<string, FeatureSlot>;
}

function layOut(): AudioLayout {
  const slots = new Map<string, FeatureSlot>();
  let offset = 0;
  let audioLength = 0;
  for (const { name, size, thread = 'audio' } of audioFeatures) {
    slots.set(name, { offset, size });
    offset += size;
    if (thread === 'audio') audioLength = offset;
  }
  return { length: offset, audioLength, slots };
}

/** The one layout, the same live and offline and at every sample rate. */
export const audioLayout: AudioLayout = layOut();

/**
 * Where the feature `name` lies in an array of `audioLayout.length` floats.
 * @throws InstrumentError when there is no such feature.
 */
export function audioSlot(name: string): FeatureSlot {
  return (
    audioLayout.slots.get(name) ??
    fail({
      subject: 'The audio feature',
      constraint: `be one of ${[...audioLayout.slots.keys()].join(', ')}`,
      got: name,
      remedy: `use one of these or add engine/features/audio/${name}.ts`,
    })
  );
}

import { fail } from '../../core/errors.ts';
import { type CpuTensor, shapeText, tensor } from '../tensor.ts';

/** How distances between keys and queries share buckets. */
export interface DistanceBuckets {
  /** Distances of the table to either side. */
  readonly reach: number;
  /** Whether keys behind a query have buckets of their own; without, they share that of distance 0. */
  readonly bidirectional: boolean;
  /** Distance from which all share the last bucket; 128 when absent. */
  readonly farthest?: number;
}

/**
 * Bucket of a distance (key less query): near ones have one each, farther ones share ever more.
 * @source C. Raffel et al., "Exploring the Limits of Transfer Learning with a Unified Text-to-Text
 * Transformer", 2020, section 2.1
 */
export function bucketOf(
  distance: number,
  buckets: number,
  { bidirectional, farthest = 128 }: DistanceBuckets,
): number {
  const side = bidirectional ? Math.floor(buckets / 2) : buckets;
  const base = bidirectional && distance > 0 ? side : 0;
  const far = bidirectional ? Math.abs(distance) : Math.max(0, -distance);
  const exact = Math.floor(side / 2);
  if (far < exact) return base + far;
  // Single precision, as where such weights are trained: a bucket begins at whole distances.
  const share = Math.fround(Math.log(Math.fround(far / exact))) / Math.log(farthest / exact);
  return base + Math.min(exact + Math.floor(Math.fround(share) * (side - exact)), side - 1);
}

/**
 * The table of distances `[heads, 2 reach + 1]` that the op `attention` adds to scores, from a bias of
 * each bucket and head `[buckets, heads]`.
 * @throws InstrumentError when the bias has another shape
 */
export function distanceTable(bias: CpuTensor, options: DistanceBuckets): CpuTensor {
  const [buckets = 0, heads = 0] = bias.shape;
  if (bias.shape.length !== 2 || buckets < 4) {
    fail({
      subject: 'The bias of buckets of distances',
      constraint: 'be [buckets, heads] of four buckets or more',
      got: shapeText(bias.shape),
      remedy: 'transpose or correct it',
    });
  }
  const width = 2 * options.reach + 1;
  const data = Float32Array.from({ length: heads * width }, (_, i) => {
    const bucket = bucketOf((i % width) - options.reach, buckets, options);
    return bias.data[bucket * heads + Math.floor(i / width)] ?? 0;
  });
  return tensor([heads, width], data);
}

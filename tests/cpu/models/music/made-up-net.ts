import { elementCount, tensor } from '../../../../engine/inference/tensor.ts';
import {
  type DecoderConfig,
  type DecoderWeights,
  decoderShapes,
} from '../../../../engine/inference/transformer/decoder-config.ts';
import { type MusicExtents, musicDecoder } from '../../../../models/music/net.ts';
import type { Step } from '../../../../models/music/tokens.ts';
import { modelJson } from '../../../support/model-files.ts';

/** What Python and PyTorch make of the same piece and the same numbers; written by `golden.py`. */
export const golden = modelJson<{
  vocabulary: number;
  extents: MusicExtents;
  names: string[];
  grid: Step[];
  tokens: number[];
  legalCounts: number[];
  every: number;
  logits: number[];
  measures: Record<string, number>;
  overlap: number;
}>('music/golden.json');

/** Extents of the golden net. */
export const smallExtents = golden.extents;

/** The net of made-up weights that `golden.py` describes. */
export function madeUpNet(extents: MusicExtents): {
  readonly config: DecoderConfig;
  readonly weights: DecoderWeights;
} {
  const config = musicDecoder(extents);
  const shapes = decoderShapes(config);
  const made = golden.names.map((name, n) => {
    const shape = shapes[name] ?? [];
    const centre = name.endsWith('.scale') ? 1 : 0;
    const data = Float32Array.from(
      { length: elementCount(shape) },
      (_, i) => centre + 0.3 * Math.sin(0.7 * i + n),
    );
    return [name, tensor(shape, data)] as const;
  });
  return { config, weights: Object.fromEntries(made) };
}

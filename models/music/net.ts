import { fail } from '../../engine/core/errors.ts';
import type {
  DecoderConfig,
  DecoderWeights,
} from '../../engine/inference/transformer/decoder-config.ts';
import type { Safetensors } from '../../engine/inference/weights/safetensors.ts';
import { VOCABULARY } from './tokens.ts';

/** Extents of the net as `net.py` names them and the metadata of its weights tells them. */
export interface MusicExtents {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly hidden: number;
  readonly context: number;
}

/** The decoder of these extents: norm-first layers, one key head a query head, a cache that goes round. */
export function musicDecoder(extents: MusicExtents): DecoderConfig {
  const { width, layers, heads, hidden, context } = extents;
  return {
    vocabulary: VOCABULARY,
    width,
    layers,
    heads,
    groups: heads,
    hidden,
    context,
    norm: 'layer',
    mode: 'circular',
  };
}

/**
 * Config and weights of an exported net.
 * @throws InstrumentError when the file is of another vocabulary, or tells no extents
 */
export function readMusicNet({ tensors, metadata }: Safetensors): {
  readonly config: DecoderConfig;
  readonly weights: DecoderWeights;
} {
  const told = JSON.parse(metadata.extents ?? '{}') as Partial<MusicExtents> & {
    vocabulary?: number;
  };
  const { width, layers, heads, hidden, context, vocabulary } = told;
  if (!width || !layers || !heads || !hidden || !context || vocabulary !== VOCABULARY) {
    return fail({
      subject: 'The extents of the music net',
      constraint: `be told in the metadata of its weights, with a vocabulary of ${VOCABULARY}`,
      got: metadata.extents,
      remedy: 'export it again by models/music/export.py',
    });
  }
  const config = musicDecoder({ width, layers, heads, hidden, context });
  return { config, weights: Object.fromEntries(tensors) };
}

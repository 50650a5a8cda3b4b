import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runReference } from '../../../../engine/inference/graph.ts';
import { elementCount, intTensor, tensor } from '../../../../engine/inference/tensor.ts';
import { buildDecoder } from '../../../../engine/inference/transformer/decoder.ts';
import {
  type DecoderWeights,
  decoderShapes,
} from '../../../../engine/inference/transformer/decoder-config.ts';
import { type MusicExtents, musicDecoder, readMusicNet } from '../../../../models/music/net.ts';
import {
  decodeTokens,
  encodeGrid,
  type Step,
  TokenGrammar,
  VOCABULARY,
} from '../../../../models/music/tokens.ts';

/** What Python and PyTorch make of the same piece and the same numbers; written by `golden.py`. */
const golden = JSON.parse(readFileSync('models/music/golden.json', 'utf8')) as {
  vocabulary: number;
  extents: MusicExtents;
  names: string[];
  grid: Step[];
  tokens: number[];
  legalCounts: number[];
  every: number;
  logits: number[];
};

/** The made-up weights of the golden net. */
function madeUp(): DecoderWeights {
  const shapes = decoderShapes(musicDecoder(golden.extents));
  return Object.fromEntries(
    golden.names.map((name, n) => {
      const shape = shapes[name] ?? [];
      const centre = name.endsWith('.scale') ? 1 : 0;
      const value = (i: number) => centre + 0.3 * Math.sin(0.7 * i + n);
      return [
        name,
        tensor(
          shape,
          Float32Array.from({ length: elementCount(shape) }, (_, i) => value(i)),
        ),
      ];
    }),
  );
}

describe('tokens of music', () => {
  it('are those that training uses, and say the whole piece', () => {
    expect(VOCABULARY).toBe(golden.vocabulary);
    expect(encodeGrid(golden.grid)).toEqual(golden.tokens);
    expect(decodeTokens(golden.tokens)).toEqual(golden.grid);
  });

  it('may follow each other as training has it', () => {
    const grammar = new TokenGrammar();
    const mask = new Uint8Array(VOCABULARY);
    const pieces = golden.tokens.slice(0, -1);
    const counts = pieces.map((token, i) => {
      grammar.take(token);
      grammar.legal(mask);
      expect(mask[golden.tokens[i + 1] ?? 0]).toBe(1);
      return mask.reduce((sum, each) => sum + each, 0);
    });
    expect(counts).toEqual(golden.legalCounts.slice(0, -1));
  });

  it('are refused for pitches that have none', () => {
    expect(() => encodeGrid([[120, 60, 50, 40]])).toThrow(/move it by octaves/);
  });
});

describe('the music net', () => {
  it('computes the logits that PyTorch computes', () => {
    const { tokens } = golden;
    const run = { steps: tokens.length, from: 'input' } as const;
    const { logits } = runReference(buildDecoder(musicDecoder(golden.extents), madeUp(), run), {
      tokens: intTensor([1, tokens.length], tokens),
      temperature: tensor([1], [0]),
      seed: intTensor([1], [1]),
    });
    const ours = golden.logits.map((_, i) => logits?.data[i * golden.every] ?? Number.NaN);
    ours.forEach((value, i) => {
      expect(value).toBeCloseTo(golden.logits[i] ?? 0, 4);
    });
  });

  it('is refused without its extents, or of another vocabulary', () => {
    const tensors = new Map();
    expect(() => readMusicNet({ tensors, metadata: {} })).toThrow(/export it again/);
    const extents = JSON.stringify({ ...golden.extents, vocabulary: 12 });
    expect(() => readMusicNet({ tensors, metadata: { extents } })).toThrow(/export it again/);
    const right = JSON.stringify({ ...golden.extents, vocabulary: VOCABULARY });
    expect(readMusicNet({ tensors, metadata: { extents: right } }).config.groups).toBe(2);
  });
});

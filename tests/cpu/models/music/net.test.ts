import { describe, expect, it } from 'vitest';
import { runReference } from '../../../../engine/inference/graph.ts';
import { intTensor, tensor } from '../../../../engine/inference/tensor.ts';
import { createCpuDecoder } from '../../../../engine/inference/transformer/cpu-decoder.ts';
import { buildDecoder } from '../../../../engine/inference/transformer/decoder.ts';
import { parseSafetensors } from '../../../../engine/inference/weights/safetensors.ts';
import { readMusicNet } from '../../../../models/music/net.ts';
import {
  decodeTokens,
  encodeGrid,
  TokenGrammar,
  VOCABULARY,
} from '../../../../models/music/tokens.ts';
import { modelBytes, modelJson } from '../../../support/model-files.ts';
import { golden, madeUpNet } from './made-up-net.ts';

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
    const { config, weights } = madeUpNet(golden.extents);
    const { logits } = runReference(buildDecoder(config, weights, run), {
      tokens: intTensor([1, tokens.length], tokens),
      temperature: tensor([1], [0]),
      seed: intTensor([1], [1]),
    });
    const ours = golden.logits.map((_, i) => logits?.data[i * golden.every] ?? Number.NaN);
    ours.forEach((value, i) => {
      expect(value).toBeCloseTo(golden.logits[i] ?? 0, 4);
    });
  });

  it('computes them token by token on the processor', () => {
    const { config, weights } = madeUpNet(golden.extents);
    const decoder = createCpuDecoder(config, weights);
    const logits = golden.tokens.map((token) => decoder.feed(token)).at(-1);
    golden.logits.forEach((wanted, i) => {
      expect(logits?.[i * golden.every]).toBeCloseTo(wanted, 4);
    });
  });

  it('computes with the shipped weights what PyTorch computes', async () => {
    const file = modelBytes('music/weights.safetensors');
    const { config, weights } = readMusicNet(await parseSafetensors(file));
    const shipped = modelJson<{ tokens: number[]; places: number[]; logits: number[] }>(
      'music/golden.weights.json',
    );
    const decoder = createCpuDecoder(config, weights);
    const logits = shipped.tokens.map((token) => decoder.feed(token)).at(-1);
    shipped.places.forEach((place, i) => {
      expect(logits?.[place]).toBeCloseTo(shipped.logits[i] ?? 0, 3);
    });
    expect(file.byteLength).toBeLessThan(2_000_000);
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

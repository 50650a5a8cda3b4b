import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decoderFile } from '../../../../../app/cli/measure/decoder-onnx.ts';
import { FrameEncoder } from '../../../../../engine/gpu/frame-encoder.ts';
import { runReference } from '../../../../../engine/inference/graph.ts';
import { optimizeGraph } from '../../../../../engine/inference/optimize/optimize-graph.ts';
import { buildProgram, type Program } from '../../../../../engine/inference/program.ts';
import { type CpuTensor, intTensor, tensor } from '../../../../../engine/inference/tensor.ts';
import {
  buildDecoder,
  type DecoderRun,
} from '../../../../../engine/inference/transformer/decoder.ts';
import {
  type DecoderConfig,
  randomDecoderWeights,
} from '../../../../../engine/inference/transformer/decoder-config.ts';
import { type OpenedContext, openGpuContext } from '../../../../support/gpu-context.ts';
import { runOnnxruntime } from '../../../../support/onnxruntime.ts';
import { relativeError } from '../../../../support/tensors.ts';

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

const CONFIG: DecoderConfig = {
  vocabulary: 61,
  width: 32,
  layers: 2,
  heads: 4,
  groups: 4,
  hidden: 48,
  context: 40,
  norm: 'layer',
  mode: 'linear',
};
const PROMPT = [3, 60, 17, 8, 42];
const GREEDY = { temperature: tensor([1], [0]), seed: intTensor([1], [1]) };
const WARM = { temperature: tensor([1], [1.3]), seed: intTensor([1], [77]) };

const weightsOf = (config: DecoderConfig) => randomDecoderWeights(config, 5);
const lineOf = (tokens: readonly number[]) => intTensor([1, tokens.length], tokens);

function build(config: DecoderConfig, run: DecoderRun, sharing?: Program): Promise<Program> {
  const graph = optimizeGraph(buildDecoder(config, weightsOf(config), run));
  return buildProgram(gpu.context, graph, {
    label: `decoder of ${run.steps}`,
    precision: 'f32',
    ...(sharing && { sharing }),
  });
}

function submit(...programs: readonly Program[]): void {
  const frame = new FrameEncoder(gpu.context.device);
  frame.begin();
  for (const program of programs) program.encode(frame);
  frame.finish();
}

/** Tokens that a program has drawn, from the one after the prompt on. */
async function drawn(program: Program, count: number): Promise<number[]> {
  const { tokens } = await program.readStates();
  return Array.from(tokens?.data ?? []).slice(PROMPT.length - 1, PROMPT.length - 1 + count);
}

/** What the references continue a prompt with, every token from all tokens before it. */
function recomputed(config: DecoderConfig, count: number): { tokens: number[]; logits: CpuTensor } {
  const all = [...PROMPT];
  let logits = tensor([1], [0]);
  for (let i = 0; i < count; i++) {
    const graph = buildDecoder(config, weightsOf(config), { steps: all.length, from: 'input' });
    logits = runReference(graph, { tokens: lineOf(all), ...GREEDY }).logits as CpuTensor;
    all.push(logits.data.indexOf(Math.max(...logits.data)));
  }
  return { tokens: all.slice(PROMPT.length), logits };
}

const configs: readonly (readonly [string, DecoderConfig])[] = [
  ['layer norms', CONFIG],
  ['RMS norms and shared keys', { ...CONFIG, norm: 'rms', groups: 2 }],
];

describe('a decoder on the GPU', () => {
  it.each(configs)('continues as a recomputation of everything would: %s', async (_, config) => {
    const count = 8;
    const prompt = await build(config, { steps: PROMPT.length, from: 'input' });
    const step = await build(config, { steps: 1, from: 'state' }, prompt);
    prompt.write({ tokens: lineOf(PROMPT), ...GREEDY });
    step.write(GREEDY);
    submit(prompt, ...new Array(count - 1).fill(step));
    const expected = recomputed(config, count);
    expect(await drawn(step, count)).toEqual(expected.tokens);
    const { logits } = await step.read();
    expect(relativeError(logits as CpuTensor, expected.logits)).toBeLessThanOrEqual(1e-4);
    step.dispose();
    prompt.dispose();
  });

  it('takes six dispatches a layer, one more on the processor', async () => {
    const [two, three] = [
      await build(CONFIG, { steps: 1, from: 'state' }),
      await build({ ...CONFIG, layers: 3 }, { steps: 1, from: 'state' }),
    ];
    // On the processor attention is two: scores, then values.
    expect(three.length - two.length).toBe(gpu.context.adapter.software ? 7 : 6);
    two.dispose();
    three.dispose();
  });

  it('agrees with onnxruntime', async () => {
    const tokens = [...PROMPT, 9, 0, 33, 21, 50, 50, 4];
    const type = 'i64' as const;
    const file = decoderFile(CONFIG, weightsOf(CONFIG), tokens.length);
    const all = await runOnnxruntime(file, { tokens: { type, tensor: lineOf(tokens) } });
    const prompt = await build(CONFIG, { steps: tokens.length, from: 'input' });
    const step = await build(CONFIG, { steps: 1, from: 'state' });
    prompt.write({ tokens: lineOf(tokens), ...GREEDY });
    step.write(GREEDY);
    submit(prompt);
    for (const [i, token] of tokens.entries()) {
      step.writeStates({ token: lineOf([token]) });
      submit(step);
      const { logits } = await step.read();
      const row = all.logits?.data.subarray(i * CONFIG.vocabulary, (i + 1) * CONFIG.vocabulary);
      const expected = tensor([1, 1, CONFIG.vocabulary], Float32Array.from(row ?? []));
      expect(relativeError(logits as CpuTensor, expected), `step ${i}`).toBeLessThanOrEqual(1e-4);
      if (i < tokens.length - 1) continue;
      const read = await prompt.read();
      expect(relativeError(read.logits as CpuTensor, expected)).toBeLessThanOrEqual(1e-4);
    }
    step.dispose();
    prompt.dispose();
  });

  it('draws what its reference draws, again after a reset, and on from states kept on the CPU', async () => {
    const config: DecoderConfig = { ...CONFIG, context: 8, mode: 'circular' };
    const run: DecoderRun = { steps: 1, from: 'state', topK: 20 };
    const graph = buildDecoder(config, weightsOf(config), run);
    const states: Record<string, CpuTensor> = { token: lineOf([7]) };
    const expected: number[] = [];
    for (let i = 0; i < 14; i++) {
      runReference(graph, WARM, states);
      expected.push(states.token?.data[0] ?? -1);
    }
    const tokenAfter = async (program: Program, steps: number) => {
      submit(...new Array(steps).fill(program));
      return (await program.readStates()).token?.data[0];
    };
    const program = await build(config, run);
    program.write(WARM);
    program.writeStates({ token: lineOf([7]) });
    expect(await tokenAfter(program, 9)).toBe(expected[8]);
    const kept = await program.readStates();

    const frame = new FrameEncoder(gpu.context.device);
    frame.begin();
    program.reset(frame);
    frame.finish();
    program.writeStates({ token: lineOf([7]) });
    expect(await tokenAfter(program, 5)).toBe(expected[4]);
    program.dispose();

    const rebuilt = await build(config, run);
    rebuilt.write(WARM);
    rebuilt.writeStates(kept);
    expect(await tokenAfter(rebuilt, 5)).toBe(expected[13]);
    expect(new Set(expected).size).toBeGreaterThan(5);
    rebuilt.dispose();
  });
});

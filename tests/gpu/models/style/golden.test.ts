import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FrameEncoder } from '../../../../engine/gpu/frame-encoder.ts';
import { GpuScope } from '../../../../engine/gpu/gpu-scope.ts';
import { GraphBuilder, type Node } from '../../../../engine/inference/graph.ts';
import type { Precision } from '../../../../engine/inference/op.ts';
import numbersIn from '../../../../engine/inference/ops/numbers-in.ts';
import { optimizeGraph } from '../../../../engine/inference/optimize/optimize-graph.ts';
import { buildProgram } from '../../../../engine/inference/program.ts';
import { tensor } from '../../../../engine/inference/tensor.ts';
import {
  parseSafetensors,
  type Safetensors,
} from '../../../../engine/inference/weights/safetensors.ts';
import { builtInStyles } from '../../../../models/style/built-in.ts';
import { encodeStyle, styleSide } from '../../../../models/style/encoder.ts';
import { addStyleNet } from '../../../../models/style/net.ts';
import { CODE_SIZE, STYLE_NUMBERS, STYLES_AT_ONCE } from '../../../../models/style/net-shape.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';

const folder = new URL('../../../../models/style/', import.meta.url);
const weightsFile = new URL('weights.s.safetensors', folder);
const encoderFile = new URL('encoder.s.safetensors', folder);
const missing = [weightsFile, encoderFile, new URL('golden.json', folder)].find(
  (file) => !existsSync(file),
);

/** What PyTorch made of the shipped weights; written by export.py. */
interface Golden {
  readonly height: number;
  readonly width: number;
  /** Channel, row, column. */
  readonly points: readonly (readonly [number, number, number])[];
  readonly cases: readonly {
    readonly blend: readonly (readonly [style: number, weight: number])[];
    readonly values: readonly number[];
  }[];
  /** Two styles by region, `offset * sin(turn * i)` added to the second one's numbers. */
  readonly regions: {
    readonly first: number;
    readonly second: number;
    readonly offset: number;
    readonly turn: number;
    readonly values: readonly number[];
  };
  readonly encoder: { readonly code: readonly number[] };
}

/** The picture of `golden_picture` in export.py. */
function goldenPicture({ height, width }: Golden) {
  const data = Float32Array.from({ length: 3 * height * width }, (_, i) => {
    const [x, y, c] = [i % width, Math.floor(i / width) % height, Math.floor(i / width / height)];
    const phase = 0.37 * (c + 1) * x + 0.23 * (3 - c) * y + 0.011 * x * y + c;
    return 0.5 + 0.5 * Math.sin(phase);
  });
  return tensor([1, 3, height, width], data);
}

async function readGolden(): Promise<Golden> {
  return JSON.parse(await readFile(new URL('golden.json', folder), 'utf8')).s;
}

async function readWeights(file: URL): Promise<Safetensors> {
  return parseSafetensors(new Uint8Array(await readFile(file)).buffer);
}

const TOLERANCE: Readonly<Record<Precision, number>> = { f32: 1e-4, f16: 1e-2 };

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

/** The kernel that is quickest to compile in software; the ops' own tests compare the others with it. */
const variant = ({ op }: Node) => (op.name === 'conv2d' ? 'direct' : null);

/** `golden_share` of export.py, in the first of three channels. */
function goldenRegions(height: number, width: number) {
  const data = Float32Array.from({ length: 3 * height * width }, (_, i) => {
    const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    return i < height * width ? 0.5 + 0.5 * Math.sin((6 * x) / width + (3 * y) / height) : 0;
  });
  return tensor([1, 3, height, width], data);
}

/** Codes of two styles, and what is added to the second one's numbers. */
interface Told {
  readonly codes: readonly [Float32Array, Float32Array];
  readonly offset: (i: number) => number;
}

/** The net of the weights on the device, with the codes and offsets in uniforms. */
async function openNet(weights: Safetensors, golden: Golden, precision: Precision) {
  const builder = new GraphBuilder();
  const { height, width } = golden;
  const { context } = gpu;
  const scope = new GpuScope(context, {
    label: 'golden',
    header: { size: { width, height }, detail: 1, seed: 0 },
  });
  const uniforms = {
    codes: scope.uniform('codes', STYLES_AT_ONCE * CODE_SIZE),
    offsets: scope.uniform('offsets', STYLES_AT_ONCE * STYLE_NUMBERS),
  };
  const told = (uniform: keyof typeof uniforms, count: number) => {
    const given = builder.input(uniform, { dtype: 'f32', shape: [STYLES_AT_ONCE, count] });
    return builder.apply(numbersIn, [given], { uniform });
  };
  const picture = builder.input('picture', { dtype: 'f32', shape: [1, 3, height, width] });
  const painted = addStyleNet(builder, weights, {
    picture,
    codes: told('codes', CODE_SIZE),
    offsets: told('offsets', STYLE_NUMBERS),
    regionsAt: (size) => builder.constant('regions', goldenRegions(size.height, size.width)),
  });
  const program = await buildProgram(context, optimizeGraph(builder.build([painted])), {
    label: 'golden',
    precision,
    uniforms,
    variant,
  });
  program.write({ picture: goldenPicture(golden) });
  return {
    async paint({ codes, offset }: Told) {
      codes.forEach((code, i) => {
        uniforms.codes.values.set(code, i * CODE_SIZE);
      });
      for (let i = 0; i < STYLE_NUMBERS; i++)
        uniforms.offsets.values[STYLE_NUMBERS + i] = offset(i);
      context.arena.flush();
      const frame = new FrameEncoder(context.device);
      frame.begin();
      program.encode(frame);
      frame.finish();
      const [result] = Object.values(await program.read());
      return result?.data ?? new Float32Array();
    },
    dispose() {
      program.dispose();
      scope.dispose();
    },
  };
}

/** The weighted sum of the built-in styles' codes. */
function blended(weights: Safetensors, blend: Golden['cases'][number]['blend']): Float32Array {
  const codes = weights.tensors.get('codes')?.data ?? [];
  const sum = new Float32Array(CODE_SIZE);
  for (const [style, share] of blend) {
    for (let i = 0; i < CODE_SIZE; i++) {
      sum[i] = (sum[i] ?? 0) + share * (codes[style * CODE_SIZE + i] ?? Number.NaN);
    }
  }
  return sum;
}

if (missing) {
  console.warn(`SKIPPED: the style net against PyTorch, since ${missing.pathname} is missing.`);
}

describe.skipIf(missing)('the style net', () => {
  it.each(['f32', 'f16'] as const)('paints what PyTorch paints, in %s', async (precision) => {
    const golden = await readGolden();
    const weights = await readWeights(weightsFile);
    if (precision === 'f16' && !gpu.context.device.features.has('shader-f16')) {
      console.warn('SKIPPED: the style net in f16, since this device has no shader-f16.');
      return;
    }
    const net = await openNet(weights, golden, precision);
    const compare = async (told: Told, values: readonly number[]) => {
      const painted = await net.paint(told);
      const errors = golden.points.map(([c, y, x], i) => {
        const at = painted[(c * golden.height + y) * golden.width + x] ?? Number.NaN;
        return Math.abs(at - (values[i] ?? Number.NaN));
      });
      expect(Math.max(...errors)).toBeLessThan(TOLERANCE[precision]);
    };
    for (const { blend, values } of golden.cases) {
      const code = blended(weights, blend);
      await compare({ codes: [code, code], offset: () => 0 }, values);
    }
    const { first, second, offset, turn, values } = golden.regions;
    const codes = [blended(weights, [[first, 1]]), blended(weights, [[second, 1]])] as const;
    await compare({ codes, offset: (i) => offset * Math.sin(turn * i) }, values);
    net.dispose();
  });

  it('ships the codes that its weights were exported with', async () => {
    const { tensors } = await readWeights(weightsFile);
    const codes = tensors.get('codes')?.data ?? [];
    expect(codes.length).toBe(builtInStyles.length * CODE_SIZE);
    builtInStyles.forEach(({ code }, style) => {
      const wrong = code.filter(
        (number, i) => Math.abs(number - (codes[style * CODE_SIZE + i] ?? 0)) > 1e-3,
      );
      expect(wrong).toEqual([]);
    });
  });
});

describe.skipIf(missing)('the style encoder', () => {
  it('names the code that PyTorch names', async () => {
    const golden = await readGolden();
    const weights = await readWeights(encoderFile);
    const code = await encodeStyle(gpu.context, weights, goldenPicture(golden));
    expect(code.length).toBe(CODE_SIZE);
    golden.encoder.code.forEach((number, i) => {
      expect(Math.abs(number - (code[i] ?? Number.NaN))).toBeLessThan(1e-3);
    });
    expect(styleSide(weights) % 16).toBe(0);
  });
});

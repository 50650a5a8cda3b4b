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
import { addStyleNet, CODE_SIZE } from '../../../../models/style/net.ts';
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

/** The net of the weights on the device, with the code in its uniform. */
async function openNet(weights: Safetensors, golden: Golden, precision: Precision) {
  const builder = new GraphBuilder();
  const { height, width } = golden;
  const given = builder.input('code', { dtype: 'f32', shape: [1, CODE_SIZE] });
  const picture = builder.input('picture', { dtype: 'f32', shape: [1, 3, height, width] });
  const code = builder.apply(numbersIn, [given], { uniform: 'code' });
  const painted = addStyleNet(builder, weights, { picture, code });
  const { context } = gpu;
  const scope = new GpuScope(context, {
    label: 'golden',
    header: { size: { width, height }, detail: 1, seed: 0 },
  });
  const uniform = scope.uniform('code', CODE_SIZE);
  const program = await buildProgram(context, optimizeGraph(builder.build([painted])), {
    label: 'golden',
    precision,
    uniforms: { code: uniform },
    variant,
  });
  program.write({ picture: goldenPicture(golden) });
  return {
    async paint(numbers: Float32Array) {
      uniform.values.set(numbers);
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
    for (const { blend, values } of golden.cases) {
      const painted = await net.paint(blended(weights, blend));
      golden.points.forEach(([c, y, x], i) => {
        const at = painted[(c * golden.height + y) * golden.width + x] ?? Number.NaN;
        expect(Math.abs(at - (values[i] ?? Number.NaN))).toBeLessThan(TOLERANCE[precision]);
      });
    }
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

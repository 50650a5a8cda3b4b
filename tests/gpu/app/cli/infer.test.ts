import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseInferArguments } from '../../../../app/cli/infer/arguments.ts';
import { readNpy, writeNpy } from '../../../../app/cli/infer/npy.ts';
import { runOnce } from '../../../../app/cli/infer/run-once.ts';
import * as engine from '../../../../app/cli/infer/session.ts';
import { root } from '../../../../app/cli/setup/places.mjs';
import { tensor } from '../../../../engine/inference/tensor.ts';
import { type WrittenNode, type WrittenValue, writeOnnx } from '../../../support/onnx-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'phosphene-infer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const outputs: readonly WrittenValue[] = [
  { name: 'y', type: 'f32' },
  { name: 'is/positive:0', type: 'bool' },
  { name: 'best', type: 'i64' },
];
const modelOf = (nodes: readonly WrittenNode[], more: readonly WrittenValue[] = []) =>
  writeOnnx({
    opset: 17,
    nodes,
    inputs: [{ name: 'x', type: 'f32', shape: ['n', 3] }],
    outputs: [...outputs, ...more],
    initializers: {
      w: { type: 'f32', shape: [3], values: [1, 2, 3] },
      zero: { type: 'f32', shape: [], values: [0] },
    },
  });

const nodes: readonly WrittenNode[] = [
  { op: 'Add', inputs: ['x', 'w'], outputs: ['y'] },
  { op: 'Greater', inputs: ['y', 'zero'], outputs: ['is/positive:0'] },
  { op: 'ArgMax', inputs: ['y'], outputs: ['best'], attributes: { axis: { int: 1 } } },
];
const model = join(folder, 'net.onnx');
writeFileSync(model, modelOf(nodes));
const foreign = join(folder, 'foreign.onnx');
writeFileSync(
  foreign,
  modelOf(
    [...nodes, { op: 'Det', inputs: ['x'], outputs: ['d'], name: 'det' }],
    [{ name: 'd', type: 'f32' }],
  ),
);
const torn = join(folder, 'torn.onnx');
writeFileSync(torn, readFileSync(model).subarray(0, 100));
const x = join(folder, 'x.npy');
writeFileSync(x, writeNpy(tensor([2, 3], [-5, 1, 0, 2, -9, 7]), 'F32'));
const square = join(folder, 'square.npy');
/** Of the matrix 1 2 3, 4 5 6, 7 8 -9. */
const DETERMINANT = 54;
writeFileSync(square, writeNpy(tensor([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, -9]), 'F32'));

/** Runs the command as its users do. */
function runInfer(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { INIT_CWD: _, ...env } = process.env;
  const script = join(root, 'app', 'cli', 'run.mjs');
  const child = spawn(process.execPath, [script, 'infer', ...args], { cwd: root, env });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, ...said }));
  });
}

/** What the command does, without the time that starting it takes. */
async function runHere(...args: string[]) {
  const options = parseInferArguments(args);
  if (options === null) throw new Error('The arguments ask for help.');
  const notices: string[] = [];
  return { ...(await runOnce(options, engine, (notice) => notices.push(notice))), notices };
}

const outputIn = (out: string, name: string) => {
  const { dtype, shape, data } = readNpy(name, readFileSync(join(out, name)));
  return [dtype, shape, [...data]];
};

describe('npm run infer', () => {
  it('prints its result as JSON', async () => {
    const out = join(folder, 'printed');
    const { code, stdout, stderr } = await runInfer(
      ...['--model', model, '--input', `x=${x}`, '--out', out, '--json'],
    );
    expect([code, stderr.includes('Remedy')]).toEqual([0, false]);
    expect(JSON.parse(stdout)).toMatchObject({
      model,
      backend: 'ours',
      adapter: { software: expect.any(Boolean) },
      commit: expect.any(String),
      outputs: [{ name: 'y' }, { name: 'is/positive:0' }, { name: 'best' }],
    });
    expect(outputIn(out, 'y.npy')).toEqual(['f32', [2, 3], [-4, 3, 3, 3, -7, 10]]);
  });

  it('ends with 1 and a remedy on a torn model, and writes nothing', async () => {
    const out = join(folder, 'refused');
    const { code, stdout, stderr } = await runInfer(
      ...['--model', torn, '--input', `x=${x}`, '--out', out],
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/torn\.onnx must hold its fields whole[\s\S]*Remedy: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(out)).toBe(false);
  });
});

describe('a run', () => {
  it.each(['ours', 'ort'])('writes the outputs in their types, by %s', async (backend) => {
    const out = join(folder, backend);
    const result = await runHere(
      ...['--model', model, '--input', `x=${x}`, '--out', out, '--backend', backend],
    );
    expect(result).toMatchObject({ model, backend, notices: [] });
    expect(result.outputs).toEqual([
      { name: 'y', shape: [2, 3], file: join(out, 'y.npy') },
      { name: 'is/positive:0', shape: [2, 3], file: join(out, 'is_positive_0.npy') },
      { name: 'best', shape: [2, 1], file: join(out, 'best.npy') },
    ]);
    expect(result.ms).toBeGreaterThan(0);
    expect(outputIn(out, 'y.npy')).toEqual(['f32', [2, 3], [-4, 3, 3, 3, -7, 10]]);
    expect(outputIn(out, 'is_positive_0.npy')).toEqual(['i32', [2, 3], [0, 1, 1, 1, 0, 1]]);
    expect(outputIn(out, 'best.npy')).toEqual(['i32', [2, 1], [1, 2]]);
    expect(readFileSync(join(out, 'is_positive_0.npy'), 'latin1')).toContain("'|b1'");
    expect(readFileSync(join(out, 'best.npy'), 'latin1')).toContain("'<i8'");
    expect(readdirSync(out)).toHaveLength(3);
  });

  it('goes in part to onnxruntime where our kernels lack an operator, and says so', async () => {
    const out = join(folder, 'fallback');
    const { backend, notices } = await runHere(
      ...['--model', foreign, '--input', `x=${square}`, '--out', out],
    );
    expect(backend).toBe('both');
    expect(outputIn(out, 'd.npy')[2]).toEqual([expect.closeTo(DETERMINANT, 3)]);
    expect(notices.join()).toMatch(/onnxruntime-web.*Det \(it has no kernel; node det\)/);
  });

  it('takes seeded random numbers for inputs of a given shape', async () => {
    for (const out of [join(folder, 'a'), join(folder, 'b')]) {
      const { outputs } = await runHere(
        ...['--model', model, '--input', 'x=random:7', '--shape', 'x=4x3', '--out', out],
      );
      expect(outputs[0]).toMatchObject({ name: 'y', shape: [4, 3] });
    }
    expect(outputIn(join(folder, 'a'), 'y.npy')).toEqual(outputIn(join(folder, 'b'), 'y.npy'));
  });

  it.each<[string, string[], RegExp]>([
    ['a missing input', ['--model', model], /inputs are missing: x[\s\S]*x: F32 \[n, 3\]/],
    [
      'an unknown input',
      ['--model', model, '--input', 'q=random:1'],
      /no input "q"[\s\S]*x: F32 \[n, 3\]/,
    ],
    [
      'an open shape',
      ['--model', model, '--input', 'x=random:1'],
      /open shape \[n, 3\][\s\S]*--shape x=1x3/,
    ],
    [
      'an input of another shape',
      ['--model', model, '--input', 'x=random:1', '--shape', 'x=2x4'],
      /input "x" must be of shape \[n, 3\], got \[2, 4\]/,
    ],
    [
      'an operator that our kernels lack, when they are asked for',
      ['--model', foreign, '--input', `x=${square}`, '--backend', 'ours'],
      /must use operators that our kernels run[\s\S]*Det[\s\S]*Remedy: run it on onnxruntime-web/,
    ],
  ])('refuses %s with a remedy, and writes nothing', async (_, args, message) => {
    const out = join(folder, 'refused');
    await expect(runHere(...args, '--out', out)).rejects.toThrow(message);
    expect(existsSync(out)).toBe(false);
  });
});

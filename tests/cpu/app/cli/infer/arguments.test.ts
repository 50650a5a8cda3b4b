import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseInferArguments } from '../../../../../app/cli/infer/arguments.ts';

const folder = mkdtempSync(join(tmpdir(), 'phosphene-infer-'));
afterAll(() => rmSync(folder, { recursive: true }));
const model = join(folder, 'net.onnx');
const npy = join(folder, 'x.npy');
writeFileSync(model, 'model');
writeFileSync(npy, 'numbers');

const least = ['--model', model, '--out', join(folder, 'out')];

describe('the arguments of infer', () => {
  it('are read', () => {
    const words = [
      '--input',
      `x=${npy}`,
      '--input',
      'a/b:0=random:7',
      '--shape',
      'a/b:0=1x3x8',
      '--json',
    ];
    expect(
      parseInferArguments([...least, ...words, '--backend', 'ort', '--precision', 'f16']),
    ).toEqual({
      model,
      inputs: { x: { file: npy }, 'a/b:0': { seed: 7 } },
      shapes: { 'a/b:0': [1, 3, 8] },
      out: join(folder, 'out'),
      backend: 'ort',
      precision: 'f16',
      json: true,
    });
    expect(parseInferArguments(least)).toMatchObject({
      backend: null,
      precision: 'f32',
      json: false,
    });
    expect(parseInferArguments(['--help'])).toBeNull();
  });

  it.each<[string, string[], RegExp]>([
    ['no model', ['--out', folder], /--model is missing/],
    ['no folder for the outputs', ['--model', model], /--out is missing/],
    [
      'a model that is not there',
      ['--model', '/nowhere.onnx', '--out', folder],
      /nowhere\.onnx is not there/,
    ],
    ['a folder as a model', ['--model', folder, '--out', folder], /is no file/],
    ['an input without a name', [...least, '--input', npy], /--input must be NAME=VALUE/],
    [
      'an input twice',
      [...least, '--input', 'x=random:1', '--input', 'x=random:2'],
      /given twice for x/,
    ],
    ['a seed that is none', [...least, '--input', 'x=random:a'], /must be a file or random:SEED/],
    [
      'a file that is not there',
      [...least, '--input', 'x=none.npy'],
      /--input none\.npy is not there/,
    ],
    ['a shape that is none', [...least, '--shape', 'x=1,3'], /must be extents with x between/],
    ['an unknown backend', [...least, '--backend', 'cpu'], /--backend must be ours or ort/],
    ['an unknown option', [...least, '--fast'], /Unknown option '--fast'/],
  ])('are refused: %s', (_, words, message) => {
    expect(() => parseInferArguments(words)).toThrow(message);
  });
});

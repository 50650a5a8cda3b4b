import { describe, expect, it } from 'vitest';
import { InstrumentError } from '../../../../../engine/core/errors.ts';
import { runReference } from '../../../../../engine/inference/graph.ts';
import { describeModel, importOnnx } from '../../../../../engine/inference/onnx/import.ts';
import { UnsupportedOpsError } from '../../../../../engine/inference/onnx/unsupported.ts';
import { optimizeGraph } from '../../../../../engine/inference/optimize/optimize-graph.ts';
import { tensor } from '../../../../../engine/inference/tensor.ts';
import {
  type WrittenModel,
  type WrittenNode,
  type WrittenTensor,
  writeOnnx,
} from '../../../../support/onnx-writer.ts';
import { randomTensor } from '../../../../support/tensors.ts';

const float = (shape: readonly number[], values: readonly number[]): WrittenTensor => ({
  type: 'f32',
  shape,
  values,
});

/** A model of a product with weights `[2, 2]`. */
const model = (changes: Partial<WrittenModel> = {}): WrittenModel => ({
  opset: 17,
  nodes: [{ op: 'MatMul', inputs: ['x', 'w'], outputs: ['y'], name: 'product' }],
  inputs: [{ name: 'x', type: 'f32', shape: [1, 2] }],
  outputs: [{ name: 'y', type: 'f32' }],
  initializers: { w: float([2, 2], [1, 2, 3, 4]) },
  ...changes,
});

const imported = (changes: Partial<WrittenModel> = {}, shapes?: Record<string, number[]>) =>
  importOnnx(writeOnnx(model(changes)), { file: 'net.onnx', ...(shapes && { shapes }) });

const knownOf = (initializer: WrittenTensor) => {
  const graph = imported({
    nodes: [{ op: 'Identity', inputs: ['w'], outputs: ['y'] }],
    initializers: { w: initializer },
  });
  const { y } = runReference(graph, {
    x: { dtype: 'f32', shape: [1, 2], data: new Float32Array(2) },
  });
  return [y?.dtype, ...(y?.data ?? [])];
};

describe('tensors of an ONNX file', () => {
  it.each<[string, WrittenTensor, unknown[]]>([
    ['f32', float([2], [1.5, -2]), ['f32', 1.5, -2]],
    ['f64', { type: 'f64', shape: [1], values: [0.1] }, ['f32', Math.fround(0.1)]],
    ['f16', { type: 'f16', shape: [2], values: [0.5, -65504] }, ['f32', 0.5, -65504]],
    ['bf16', { type: 'bf16', shape: [2], values: [1, -3] }, ['f32', 1, -3]],
    [
      'i64',
      { type: 'i64', shape: [3], values: [-5, 2 ** 60, -(2 ** 60)] },
      ['i32', -5, 2 ** 31 - 1, -(2 ** 31)],
    ],
    ['i32', { type: 'i32', shape: [1], values: [-7] }, ['i32', -7]],
    ['i8', { type: 'i8', shape: [2], values: [-128, 127] }, ['i32', -128, 127]],
    ['u8', { type: 'u8', shape: [2], values: [0, 255] }, ['i32', 0, 255]],
    ['bool', { type: 'bool', shape: [2], values: [1, 0] }, ['i32', 1, 0]],
  ])('are read from raw bytes and from lists: %s', (_, tensor, expected) => {
    expect(knownOf(tensor)).toEqual(expected);
    expect(knownOf({ ...tensor, listed: true })).toEqual(expected);
  });
});

describe('open shapes', () => {
  const open: Partial<WrittenModel> = {
    inputs: [
      { name: 'x', type: 'f32', shape: ['batch', 2] },
      { name: 'z', type: 'f32', shape: ['batch', 'any'] },
    ],
  };
  const shapesOf = (shapes: Record<string, number[]>) =>
    imported(open, shapes).inputs.map(({ shape }) => shape);

  it('are bound by what is given, names alike in all inputs', () => {
    expect(shapesOf({ x: [4, 2], z: [4, 3] })).toEqual([
      [4, 2],
      [4, 3],
    ]);
    expect(
      imported({ ...open, inputs: (open.inputs ?? []).slice(0, 1) }, { x: [5, 2] }).outputs[0]
        ?.shape,
    ).toEqual([5, 2]);
    const tied = {
      inputs: [
        { name: 'x', type: 'f32', shape: ['b', 2] },
        { name: 'z', type: 'f32', shape: ['b'] },
      ],
    } as const;
    expect(imported(tied, { x: [3, 2] }).inputs[1]?.shape).toEqual([3]);
  });

  it.each<[string, Record<string, number[]>, RegExp]>([
    [
      'an extent that stays open',
      { x: [4, 2] },
      /input "z" must have every extent of \[batch, any\] bound/,
    ],
    ['another rank', { x: [4], z: [4, 1] }, /input "x" must be of shape \[batch, 2\], got \[4\]/],
    ['another extent', { x: [4, 3], z: [4, 1] }, /input "x" must be of shape/],
    ['two numbers for one name', { x: [4, 2], z: [5, 1] }, /must have 4 for its extent "batch"/],
    ['an extent of 0', { x: [0, 2], z: [0, 1] }, /whole extents of at least 1/],
    ['an input that is not there', { q: [1] }, /be that of an input: x, z, got q/],
  ])('refuse %s', (_, shapes, message) => {
    expect(() => imported(open, shapes)).toThrow(message);
  });

  it('are listed by what describes the model', () => {
    const { inputs, outputs, opset, operators } = describeModel(writeOnnx(model(open)));
    expect(inputs).toEqual([
      { name: 'x', type: 'F32', shape: ['batch', 2] },
      { name: 'z', type: 'F32', shape: ['batch', null].map((_, i) => (i ? 'any' : 'batch')) },
    ]);
    expect([outputs.map(({ name }) => name), opset, [...operators]]).toEqual([
      ['y'],
      17,
      [['MatMul', 1]],
    ]);
  });
});

describe('a file that cannot be imported', () => {
  const bytes = writeOnnx(model());

  it.each<[string, Uint8Array<ArrayBuffer>, RegExp]>([
    ['nothing', new Uint8Array(0), /net\.onnx must be an ONNX model.*got an empty file/],
    ['a picture', new TextEncoder().encode('\x89PNG\r\n\x1a\n and more'), /net\.onnx must/],
    ['text', new TextEncoder().encode('{"format": "graph-model"}'), /net\.onnx must/],
    ['a torn file', bytes.slice(0, bytes.length - 20), /hold its fields whole/],
    ['a file torn between its fields', bytes.slice(0, 2), /hold a version and a graph/],
  ])('is refused: %s', (_, file, message) => {
    expect(() => importOnnx(file, { file: 'net.onnx' })).toThrow(InstrumentError);
    expect(() => importOnnx(file, { file: 'net.onnx' })).toThrow(message);
  });

  it.each<[string, Partial<WrittenModel>, RegExp]>([
    [
      'an unknown version',
      { opset: 99 },
      /operator set of net\.onnx must be of a version from 7 to 23, got 99/,
    ],
    ['an old version', { opset: 3 }, /got 3/],
    [
      'a missing initializer',
      { initializers: {} },
      /node "product" of net\.onnx must take values.*"w", which is missing/,
    ],
    [
      'a circle',
      {
        nodes: [
          { op: 'Add', inputs: ['x', 'b'], outputs: ['a'], name: 'one' },
          { op: 'Relu', inputs: ['a'], outputs: ['b'], name: 'two' },
          { op: 'Relu', inputs: ['b'], outputs: ['y'], name: 'three' },
        ],
      },
      /no circle.*3 nodes that wait for each other, among them one, two, three/,
    ],
    [
      'a value that is made twice',
      {
        nodes: [
          { op: 'Relu', inputs: ['x'], outputs: ['y'] },
          { op: 'Abs', inputs: ['x'], outputs: ['y'] },
        ],
      },
      /value "y" of net\.onnx must be made once/,
    ],
    [
      'an output that nothing makes',
      { outputs: [{ name: 'q' }] },
      /output "q" of net\.onnx must be made by a node/,
    ],
    [
      'shapes that cannot hold',
      { initializers: { w: float([3, 2], [1, 2, 3, 4, 5, 6]) } },
      /node "product" \(matmul\).*\[1, 2\].*\[3, 2\]/,
    ],
    [
      'a reshape that cannot hold',
      {
        nodes: [{ op: 'Reshape', inputs: ['x', 'w'], outputs: ['y'], name: 'view' }],
        initializers: { w: { type: 'i64', shape: [1], values: [3] } },
      },
      /node "view" \(Reshape\) must hold the 2 elements of \[1, 2\], got \[3\]/,
    ],
    [
      'weights that do not fill their shape',
      { initializers: { w: float([2, 2], [1, 2]) } },
      /initializer "w" of net\.onnx must take 16 bytes/,
    ],
    [
      'a list that does not fill its shape',
      { initializers: { w: { ...float([2, 2], [1, 2]), listed: true } } },
      /initializer "w" of net\.onnx must list 4 numbers.*got 2/,
    ],
    [
      'a result beyond all memory',
      {
        nodes: [{ op: 'Expand', inputs: ['x', 'w'], outputs: ['y'], name: 'flood' }],
        initializers: { w: { type: 'i64', shape: [3], values: [2 ** 20, 2 ** 20, 2] } },
      },
      /node "flood".*at most 268435456 elements/,
    ],
  ])('is refused for %s', (_, changes, message) => {
    expect(() => imported(changes)).toThrow(message);
    expect(() => imported(changes)).not.toThrow(UnsupportedOpsError);
  });
});

describe('a sound model that our kernels cannot run', () => {
  const unsupportedOf = (changes: Partial<WrittenModel>) => {
    try {
      imported(changes);
    } catch (thrown) {
      if (thrown instanceof UnsupportedOpsError) return thrown;
      throw thrown;
    }
    throw new Error('it was imported');
  };

  it('lists every operator, node and reason, and nothing that merely follows', () => {
    const { unsupported, message } = unsupportedOf({
      nodes: [
        { op: 'Relu', inputs: ['x'], outputs: ['a'] },
        {
          op: 'Loop',
          inputs: ['a'],
          outputs: ['b'],
          attributes: { body: { graph: { nodes: [], outputs: [] } } },
          name: 'loop',
        },
        { op: 'BitShift', inputs: ['b', 'b'], outputs: ['c'], name: 'follows' },
        { op: 'StringNormalizer', inputs: ['a'], outputs: ['d'] },
        { op: 'FusedConv', inputs: ['a'], outputs: ['e'], domain: 'com.microsoft', name: 'fused' },
        { op: 'Reshape', inputs: ['x', 'x'], outputs: ['f'], name: 'view' },
        { op: 'Sum', inputs: ['c', 'd', 'e', 'f'], outputs: ['y'] },
      ],
    });
    expect(unsupported).toEqual([
      { op: 'Loop', node: 'loop', why: 'holds a graph of its own', outputs: ['b'] },
      { op: 'StringNormalizer', node: 'd', why: 'has no kernel', outputs: ['d'] },
      {
        op: 'com.microsoft.FusedConv',
        node: 'fused',
        why: 'is of the domain com.microsoft',
        outputs: ['e'],
      },
      {
        op: 'Reshape',
        node: 'view',
        why: 'needs shapes that are known when the model is loaded',
        outputs: ['f'],
      },
    ]);
    expect(message).toContain('Loop (it holds a graph of its own; node loop)');
    expect(message).toContain('run it on onnxruntime-web');
  });

  it('names outputs that no kernel gives, where something takes them', () => {
    const nodes = [{ op: 'Dropout', inputs: ['x'], outputs: ['y', 'mask'], name: 'drop' }];
    expect(imported({ nodes }).outputs.map(({ name }) => name)).toEqual(['y']);
    const { unsupported } = unsupportedOf({ nodes, outputs: [{ name: 'y' }, { name: 'mask' }] });
    expect(unsupported).toEqual([
      { op: 'Dropout', node: 'drop', why: 'is asked for its output 1', outputs: ['y', 'mask'] },
    ]);
  });

  it('holds graphs within graphs, but not without end', () => {
    const nested = (depth: number): WrittenNode => ({
      op: 'If',
      inputs: ['x'],
      outputs: [`y${depth || ''}`],
      attributes: {
        then_branch: { graph: { nodes: depth < 1 ? [] : [nested(depth - 1)], outputs: ['x'] } },
      },
    });
    const deep = (depth: number) => [{ ...nested(depth), outputs: ['y'] }];
    expect(unsupportedOf({ nodes: deep(8) }).unsupported[0]?.op).toBe('If');
    expect(() => imported({ nodes: deep(30) })).toThrow('graphs within graphs at most');
  });

  it('names inputs of text', () => {
    const { unsupported } = unsupportedOf({
      inputs: [...model().inputs, { name: 'words', type: 'text', shape: [1] }],
    });
    expect(unsupported[0]).toMatchObject({ op: 'input', node: 'words' });
  });
});

describe('an imported graph', () => {
  it('takes nodes in any order, and holds only the constants that it needs', () => {
    const graph = imported({
      nodes: [
        { op: 'Relu', inputs: ['a'], outputs: ['y'] },
        { op: 'MatMul', inputs: ['x', 'w'], outputs: ['a'] },
      ],
      initializers: { w: float([2, 2], [1, 2, 3, 4]), unused: float([1], [1]) },
    });
    expect(graph.nodes.map(({ op }) => op.name)).toEqual(['matmul', 'activation']);
    expect(graph.constants.size).toBe(1);
  });

  it('names its nodes apart, also where the file does not', () => {
    const { nodes } = imported({
      nodes: [
        { op: 'Relu', inputs: ['x'], outputs: ['a'], name: 'same' },
        { op: 'Abs', inputs: ['a'], outputs: ['y'], name: 'same' },
      ],
    });
    expect(new Set(nodes.map(({ label }) => label)).size).toBe(2);
  });
});

describe('weights of bytes', () => {
  it('stay bytes in products, with the bias that is added', () => {
    const bytes: WrittenTensor = { type: 'i8', shape: [2, 3], values: [1, -2, 3, 4, -5, 6] };
    const graph = imported({
      nodes: [
        { op: 'DequantizeLinear', inputs: ['w', 's'], outputs: ['real'] },
        { op: 'MatMul', inputs: ['x', 'real'], outputs: ['a'] },
        { op: 'Add', inputs: ['a', 'b'], outputs: ['c'] },
        { op: 'Relu', inputs: ['c'], outputs: ['y'] },
      ],
      initializers: { w: bytes, s: float([3], [0.5, 1, 2]), b: float([3], [1, 1, 1]) },
    });
    const optimized = optimizeGraph(graph);
    expect(optimized.nodes.map(({ op }) => op.name)).toEqual(['linear-i8']);
    const { y } = runReference(optimized, { x: tensor([1, 2], [1, 1]) });
    expect([...(y?.data ?? [])]).toEqual([3.5, 0, 19]);
  });
});

describe('recurrent layers with the batch first', () => {
  it.each([
    ['GRU', 3],
    ['LSTM', 4],
  ])('are those with the time first, turned: %s', (op, gates) => {
    const [times, batch, given, hidden] = [3, 2, 5, 4];
    const held = (...shape: number[]): WrittenTensor => {
      const { data } = randomTensor({ dtype: 'f32', shape }, shape.length);
      return float(shape, [...data]);
    };
    const run = (layout: number) => {
      const turned = layout === 1;
      const graph = imported({
        nodes: [
          {
            op,
            inputs: ['x', 'w', 'r', '', '', 'h'],
            outputs: ['y', 'last'],
            attributes: { hidden_size: { int: hidden }, layout: { int: layout } },
          },
          ...(turned
            ? [
                {
                  op: 'Transpose',
                  inputs: ['y'],
                  outputs: ['all'],
                  attributes: { perm: { ints: [1, 2, 0, 3] } },
                },
                {
                  op: 'Transpose',
                  inputs: ['last'],
                  outputs: ['end'],
                  attributes: { perm: { ints: [1, 0, 2] } },
                },
              ]
            : [
                { op: 'Identity', inputs: ['y'], outputs: ['all'] },
                { op: 'Identity', inputs: ['last'], outputs: ['end'] },
              ]),
        ],
        inputs: [
          { name: 'x', type: 'f32', shape: turned ? [batch, times, given] : [times, batch, given] },
        ],
        outputs: [{ name: 'all' }, { name: 'end' }],
        initializers: {
          w: held(1, gates * hidden, given),
          r: held(1, gates * hidden, hidden),
          h: turned
            ? float([batch, 1, hidden], [1, 2, 3, 4, 5, 6, 7, 8])
            : float([1, batch, hidden], [1, 2, 3, 4, 5, 6, 7, 8]),
        },
      });
      const x = randomTensor({ dtype: 'f32', shape: [times, batch, given] }, 5);
      const at = (t: number, n: number, i: number) => x.data[(t * batch + n) * given + i] ?? 0;
      const data = Float32Array.from({ length: x.data.length }, (_, i) => {
        return at(Math.floor(i / given) % times, Math.floor(i / given / times), i % given);
      });
      const fed = turned ? { dtype: 'f32' as const, shape: [batch, times, given], data } : x;
      return Object.values(runReference(graph, { x: fed })).map(({ shape, data: values }) => [
        shape,
        [...values],
      ]);
    };
    expect(run(1)).toEqual(run(0));
  });
});

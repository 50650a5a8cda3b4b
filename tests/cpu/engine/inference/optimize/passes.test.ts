import { describe, expect, it } from 'vitest';
import {
  type Graph,
  GraphBuilder,
  runReference,
  type Value,
} from '../../../../../engine/inference/graph.ts';
import activation from '../../../../../engine/inference/ops/activation.ts';
import batchNorm from '../../../../../engine/inference/ops/batch-norm.ts';
import binary from '../../../../../engine/inference/ops/binary.ts';
import clip from '../../../../../engine/inference/ops/clip.ts';
import conv2d from '../../../../../engine/inference/ops/conv2d.ts';
import matmul from '../../../../../engine/inference/ops/matmul.ts';
import normalize from '../../../../../engine/inference/ops/normalize.ts';
import pad from '../../../../../engine/inference/ops/pad.ts';
import resize from '../../../../../engine/inference/ops/resize.ts';
import softmax from '../../../../../engine/inference/ops/softmax.ts';
import transpose from '../../../../../engine/inference/ops/transpose.ts';
import { optimizeGraph, passes } from '../../../../../engine/inference/optimize/optimize-graph.ts';
import { type CpuTensor, tensor } from '../../../../../engine/inference/tensor.ts';
import { randomTensor, relativeError } from '../../../../support/tensors.ts';

/** Builds small nets: weights are seeded, and positive where they are variances. */
class Net {
  readonly builder = new GraphBuilder();
  #seed = 1;

  input(name: string, ...shape: number[]): Value {
    return this.builder.input(name, { dtype: 'f32', shape });
  }

  weights(...shape: number[]): Value {
    return this.builder.constant('w', randomTensor({ dtype: 'f32', shape }, this.#seed++));
  }

  positive(count: number): Value {
    const { data, ...type } = randomTensor({ dtype: 'f32', shape: [count] }, this.#seed++);
    return this.builder.constant('v', {
      ...type,
      data: Float32Array.from(data, (x) => x * x + 0.5),
    });
  }

  conv(x: Value, outputs: number, groups = 1): Value {
    const [, channels = 1] = x.shape;
    const weights = this.weights(outputs, channels / groups, 3, 3);
    const attributes = { pads: [1, 1, 1, 1], groups };
    return this.builder.apply(conv2d, [x, weights, this.weights(outputs)], attributes);
  }

  /** A convolution without padding. */
  valid(x: Value, outputs: number): Value {
    const weights = this.weights(outputs, x.shape[1] ?? 1, 3, 3);
    return this.builder.apply(conv2d, [x, weights, this.weights(outputs)], {});
  }

  batchNorm(x: Value): Value {
    const c = x.shape[1] ?? 1;
    const rows = [this.weights(c), this.weights(c), this.weights(c), this.positive(c)];
    return this.builder.apply(batchNorm, [x, ...rows], {});
  }

  instanceNorm(x: Value): Value {
    const c = x.shape[1] ?? 1;
    const attributes = { kind: 'instance', scale: true, bias: true } as const;
    return this.builder.apply(normalize, [x, this.weights(c), this.weights(c)], attributes);
  }

  act(x: Value, name: string, alpha?: number): Value {
    return this.builder.apply(activation, [x], { activation: name, ...(alpha && { alpha }) });
  }

  /** A fully connected layer with bias. */
  linear(x: Value, outputs: number): Value {
    const weights = this.weights(x.shape.at(-1) ?? 1, outputs);
    return this.binary('add', this.builder.apply(matmul, [x, weights], {}), this.weights(outputs));
  }

  binary(operator: string, a: Value, b: Value): Value {
    return this.builder.apply(binary, [a, b], { operator });
  }
}

function outputsOf(graph: Graph): Record<string, CpuTensor> {
  const fed = graph.inputs.map((input, i) => [input.name, randomTensor(input, 90 + i)] as const);
  return runReference(graph, Object.fromEntries(fed));
}

function expectSame(before: Graph, after: Graph): void {
  const [expected, actual] = [outputsOf(before), outputsOf(after)];
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, reference] of Object.entries(expected)) {
    const result = actual[name];
    expect(result && relativeError(result, reference), name).toBeLessThanOrEqual(1e-5);
  }
}

const opsOf = ({ nodes }: Graph) => nodes.map(({ op }) => op.name);

interface Example {
  readonly title: string;
  readonly build: (net: Net) => readonly Value[];
  /** Ops that are left. */
  readonly left: readonly string[];
}

const examples: readonly Example[] = [
  {
    title: 'conv, batch norm and ReLU become one convolution',
    build: (net) => [net.act(net.batchNorm(net.conv(net.input('x', 2, 3, 6, 5), 8)), 'relu')],
    left: ['conv2d'],
  },
  {
    title: 'depthwise conv, batch norm and a clip to 6 become one convolution',
    build: (net) => {
      const normed = net.batchNorm(net.conv(net.input('x', 1, 4, 6, 5), 4, 4));
      return [net.builder.apply(clip, [normed], { min: 0, max: 6 })];
    },
    left: ['conv2d'],
  },
  {
    title: 'a residual block becomes two convolutions',
    build: (net) => {
      const x = net.input('x', 1, 4, 6, 6);
      const first = net.act(net.batchNorm(net.conv(x, 4)), 'leakyRelu', 0.2);
      const second = net.batchNorm(net.conv(first, 4));
      return [net.act(net.binary('add', x, second), 'relu')];
    },
    left: ['conv2d', 'conv2d'],
  },
  {
    title: 'products and sums of channels go into the weights',
    build: (net) => {
      const conv = net.conv(net.input('x', 1, 3, 5, 5), 4);
      const scaled = net.binary('mul', net.weights(4, 1, 1), conv);
      return [net.binary('sub', net.binary('div', scaled, net.weights()), net.weights(1, 4, 1, 1))];
    },
    left: ['conv2d'],
  },
  {
    title: 'an instance norm with ReLU is read by the next convolution',
    build: (net) => {
      const normed = net.act(net.instanceNorm(net.conv(net.input('x', 2, 3, 6, 5), 5)), 'relu');
      return [net.conv(normed, 2)];
    },
    left: ['conv2d', 'channel-stats', 'conv2d'],
  },
  {
    title: 'reflected edges are read by the convolution',
    build: (net) => {
      const x = net.input('x', 1, 3, 6, 7);
      const padded = net.builder.apply(pad, [x], {
        pads: [0, 0, 4, 2, 0, 0, 4, 2],
        mode: 'reflect',
      });
      return [net.valid(padded, 4)];
    },
    left: ['conv2d'],
  },
  {
    title: 'zeros around a picture join those of the convolution',
    build: (net) => {
      const x = net.input('x', 1, 3, 6, 7);
      return [net.conv(net.builder.apply(pad, [x], { pads: [0, 0, 1, 0, 0, 0, 2, 3] }), 4)];
    },
    left: ['conv2d'],
  },
  {
    title: 'pads that the convolution cannot make stay',
    build: (net) => {
      const x = net.input('x', 1, 3, 6, 7);
      const pads = [0, 0, 1, 1, 0, 0, 1, 1];
      const [ones, edges] = [
        net.builder.apply(pad, [x], { pads, value: 1 }),
        net.builder.apply(pad, [x], { pads, mode: 'edge' }),
      ];
      return [net.valid(ones, 4), net.conv(edges, 4)];
    },
    left: ['pad', 'pad', 'conv2d', 'conv2d'],
  },
  {
    title: 'norm, ReLU, upsampling and reflected edges are all read by the convolution',
    build: (net) => {
      const normed = net.act(net.instanceNorm(net.input('x', 1, 4, 5, 6)), 'relu');
      const large = net.builder.apply(resize, [normed], { mode: 'nearest', scales: [2, 2] });
      const pads = [0, 0, 1, 1, 0, 0, 1, 1];
      return [net.valid(net.builder.apply(pad, [large], { pads, mode: 'reflect' }), 3)];
    },
    left: ['channel-stats', 'conv2d'],
  },
  {
    title: 'resizes that repeat no pixels stay',
    build: (net) => {
      const x = net.input('x', 1, 4, 5, 6);
      const uneven = net.builder.apply(resize, [x], { mode: 'nearest', scales: [2, 3] });
      const soft = net.builder.apply(resize, [x], { mode: 'linear', scales: [2, 2] });
      const corner = net.builder.apply(resize, [x], {
        mode: 'nearest',
        scales: [2, 2],
        nearestMode: 'ceil',
      });
      return [net.conv(uneven, 2), net.conv(soft, 2), net.conv(corner, 2)];
    },
    left: ['resize', 'resize', 'resize', 'conv2d', 'conv2d', 'conv2d'],
  },
  {
    title: 'a linear layer with GELU becomes one product',
    build: (net) => {
      const product = net.builder.apply(matmul, [net.input('x', 2, 3, 8), net.weights(8, 5)], {});
      return [net.act(net.binary('add', net.weights(5), product), 'gelu')];
    },
    left: ['matmul'],
  },
  {
    title: 'scaled products of queries and keys, a mask, softmax and values become attention',
    build: (net) => {
      const heads = (name: string, steps: number) => {
        const x = net.input(name, 2, steps, 3, 4);
        return net.builder.apply(transpose, [x], { permutation: [0, 2, 1, 3] });
      };
      const keys = net.builder.apply(transpose, [heads('k', 6)], { permutation: [0, 1, 3, 2] });
      const dots = net.builder.apply(matmul, [heads('q', 5), keys], {});
      const scaled = net.binary('div', dots, net.builder.constant('√', tensor([], [2])));
      const masked = net.binary('add', scaled, net.input('mask', 2, 1, 5, 6));
      const shares = net.builder.apply(softmax, [masked], { axis: -1 });
      return [net.builder.apply(matmul, [shares, heads('v', 6)], {})];
    },
    left: ['transpose', 'transpose', 'transpose', 'attention'],
  },
  {
    title: 'heads and batch in one axis become attention too',
    build: (net) => {
      const dots = net.builder.apply(matmul, [net.input('q', 6, 5, 4), net.input('k', 6, 7, 4)], {
        transposeB: true,
      });
      const scaled = net.binary('mul', net.builder.constant('s', tensor([1], [0.3])), dots);
      const shares = net.builder.apply(softmax, [scaled], { axis: 2 });
      return [net.builder.apply(matmul, [shares, net.input('v', 6, 7, 8)], {})];
    },
    left: ['attention'],
  },
  {
    title: 'shares that are given out, and masks that grow the scores, stay',
    build: (net) => {
      const attend = (mask: readonly number[], grown: boolean) => {
        const heads = (name: string, ...shape: number[]) => net.input(`${name}${grown}`, ...shape);
        const sides = [heads('q', 3, 5, 4), heads('k', 3, 4, 6)];
        const dots = net.builder.apply(matmul, sides, {});
        const masked = net.binary('add', dots, heads('mask', ...mask));
        const shares = net.builder.apply(softmax, [masked], { axis: -1 });
        const values = heads('v', 3, 6, 2);
        return [net.builder.apply(matmul, [shares, values], {}), ...(grown ? [] : [shares])];
      };
      return [...attend([5, 6], false), ...attend([2, 3, 5, 6], true)];
    },
    left: ['matmul', 'softmax', 'matmul', 'matmul', 'binary', 'softmax', 'matmul'],
  },
  {
    title: 'norms of few rows and residuals become part of products',
    build: (net) => {
      const x = net.input('x', 1, 2, 8);
      const layer = net.builder.apply(normalize, [x, net.weights(8), net.weights(8)], {
        kind: 'layer',
        scale: true,
        bias: true,
      });
      const [a, b] = [net.linear(layer, 12), net.linear(layer, 4)];
      const rms = net.builder.apply(normalize, [net.act(a, 'tanh'), net.weights(12)], {
        kind: 'rms',
        scale: true,
      });
      const back = net.builder.apply(matmul, [rms, net.weights(8, 12)], { transposeB: true });
      return [net.binary('add', x, net.binary('add', back, net.weights(8))), b];
    },
    left: ['matmul', 'matmul', 'matmul'],
  },
  {
    title: 'norms of many rows stay, and those that others need',
    build: (net) => {
      const norm = (x: Value) => net.builder.apply(normalize, [x], { kind: 'layer' });
      const [many, shared] = [norm(net.input('x', 9, 8)), norm(net.input('y', 1, 8))];
      return [net.linear(many, 4), net.linear(shared, 4), shared];
    },
    left: ['normalize', 'normalize', 'matmul', 'matmul'],
  },
  {
    title: 'what others need stays',
    build: (net) => {
      const conv = net.conv(net.input('x', 1, 4, 5, 5), 4);
      return [net.act(conv, 'relu'), net.binary('add', conv, conv), net.batchNorm(conv)];
    },
    left: ['conv2d', 'activation', 'binary', 'batch-norm'],
  },
  {
    title: 'an output in the middle stays',
    build: (net) => {
      const conv = net.conv(net.input('x', 1, 4, 5, 5), 4);
      return [conv, net.act(conv, 'relu')];
    },
    left: ['conv2d', 'activation'],
  },
  {
    title: 'grouped convolutions take over no sums and norms, but activations',
    build: (net) => {
      const x = net.input('x', 1, 4, 5, 5);
      return [net.act(net.binary('add', net.conv(net.instanceNorm(x), 4, 2), x), 'relu')];
    },
    left: ['normalize', 'conv2d', 'binary', 'activation'],
  },
  {
    title: 'a bias that grows the result stays a sum',
    build: (net) => {
      const product = net.builder.apply(matmul, [net.input('x', 3, 8), net.weights(8, 5)], {});
      return [net.binary('add', product, net.weights(2, 3, 5))];
    },
    left: ['matmul', 'binary'],
  },
  {
    title: 'an activation with a constant stays behind a product, which knows names only',
    build: (net) => {
      const product = net.builder.apply(matmul, [net.input('x', 3, 8), net.weights(8, 5)], {});
      return [net.act(product, 'leakyRelu', 0.3)];
    },
    left: ['matmul', 'activation'],
  },
  {
    title: 'a second activation stays',
    build: (net) => [net.act(net.act(net.conv(net.input('x', 1, 3, 4, 4), 2), 'relu'), 'tanh')],
    left: ['conv2d', 'activation'],
  },
  {
    title: 'what follows from constants is worked out, what nobody needs is gone',
    build: (net) => {
      const x = net.input('x', 2, 3);
      net.act(x, 'tanh');
      const known = net.act(net.binary('mul', net.weights(3), net.weights(2, 1)), 'relu');
      return [net.binary('add', x, known)];
    },
    left: ['binary'],
  },
];

describe('the passes', () => {
  it.each(examples)('$title', ({ build, left }) => {
    const net = new Net();
    const graph = net.builder.build(build(net));
    const optimized = optimizeGraph(graph);
    expect(opsOf(optimized)).toEqual(left);
    expectSame(graph, optimized);
  });

  it.each(passes.map((pass) => [pass.name, pass] as const))(
    '%s alone keeps the meaning',
    (_, pass) => {
      for (const { build } of examples) {
        const net = new Net();
        const graph = net.builder.build(build(net));
        expectSame(graph, pass(graph));
      }
    },
  );

  it('leave the graph that they are given as it was', () => {
    const net = new Net();
    const x = net.input('x', 1, 3, 5, 5);
    const graph = net.builder.build([net.act(net.batchNorm(net.conv(x, 4)), 'relu')]);
    const [nodes, constants] = [[...graph.nodes], new Map(graph.constants)];
    optimizeGraph(graph);
    expect(graph.nodes).toEqual(nodes);
    expect(graph.constants).toEqual(constants);
  });
});

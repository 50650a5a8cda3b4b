import { createRandom } from '../../../engine/core/random.ts';
import type { PublishedNet } from './published-net.ts';

/** A value of a net: a picture `[1, channels, height, width]`. */
export interface NetValue {
  readonly id: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** What lies beyond the edge: zeros, as many as are needed; as many on both sides; the picture mirrored. */
export type Padding = 'zero' | 'centred' | 'reflect';

/** What a step of a net computes from the values before it. */
export type NetStep =
  | {
      readonly kind: 'conv';
      /** `[outputs, inputs / groups, kernel, kernel]` */
      readonly weights: Float32Array<ArrayBuffer>;
      readonly bias: Float32Array<ArrayBuffer>;
      readonly kernel: number;
      readonly stride: number;
      readonly groups: number;
      readonly padding: Padding;
    }
  | {
      readonly kind: 'instance-norm';
      readonly gamma: Float32Array<ArrayBuffer>;
      readonly beta: Float32Array<ArrayBuffer>;
    }
  | { readonly kind: 'relu' | 'sigmoid' | 'add' | 'upsample' | 'unshuffle' | 'shuffle' };

/** A step with the values that it joins. */
export interface NetNode {
  readonly step: NetStep;
  readonly inputs: readonly NetValue[];
  readonly output: NetValue;
}

/** A net that every peer is given in its own form; the last node's output is the result. */
export interface Net {
  readonly title: string;
  readonly input: NetValue;
  readonly nodes: readonly NetNode[];
  readonly output: NetValue;
  /** Floating-point operations of its convolutions, a multiplication and an addition each. */
  readonly flops: number;
  /** The same net as others published it, where it was. */
  readonly published?: PublishedNet;
}

/** Blocks of `unshuffle` and `shuffle`, and the factor of `upsample`. */
export const BLOCK = 2;
/** Epsilon of the instance norms. */
export const EPSILON = 1e-5;

/** What a convolution is beside its channels. */
export interface ConvShape {
  readonly kernel?: number;
  readonly stride?: number;
  readonly padding?: Padding;
  readonly depthwise?: boolean;
  /** `[outputs, inputs / groups, kernel, kernel]`; seeded when absent. */
  readonly weights?: Float32Array<ArrayBuffer>;
  /** `[outputs]` */
  readonly bias?: Float32Array<ArrayBuffer>;
}

/** What an instance norm scales and shifts by, a number a channel. */
export interface NormRows {
  readonly gamma: Float32Array<ArrayBuffer>;
  readonly beta: Float32Array<ArrayBuffer>;
}

/** Builds a net of seeded weights whose values stay of the size of its input. */
export class NetBuilder {
  readonly input: NetValue;
  readonly #title: string;
  readonly #nodes: NetNode[] = [];
  readonly #random;
  #next = 1;
  #flops = 0;

  constructor(title: string, input: Omit<NetValue, 'id'>, seed = 1) {
    this.#title = title;
    this.#random = createRandom(seed);
    this.input = { id: 0, ...input };
  }

  /** A convolution of odd kernel whose padding keeps the extent (divided by the stride). */
  conv(x: NetValue, outputs: number, shape: ConvShape = {}): NetValue {
    const { kernel = 3, stride = 1, padding = 'zero', depthwise = false } = shape;
    const groups = depthwise ? x.channels : 1;
    const count = (x.channels / groups) * kernel * kernel;
    const reach = Math.sqrt(6 / count);
    const [height, width] = [Math.ceil(x.height / stride), Math.ceil(x.width / stride)];
    this.#flops += 2 * outputs * height * width * count;
    const step: NetStep = {
      kind: 'conv',
      weights: shape.weights ?? this.#numbers(outputs * count, -reach, reach),
      bias: shape.bias ?? this.#numbers(outputs, -0.1, 0.1),
      kernel,
      stride,
      groups,
      padding,
    };
    return this.#add(step, [x], { channels: outputs, height, width });
  }

  /** @param rows seeded when absent */
  instanceNorm(x: NetValue, rows?: NormRows): NetValue {
    const gamma = rows?.gamma ?? this.#numbers(x.channels, 0.8, 1.2);
    const beta = rows?.beta ?? this.#numbers(x.channels, -0.2, 0.2);
    return this.#add({ kind: 'instance-norm', gamma, beta }, [x], x);
  }

  relu(x: NetValue): NetValue {
    return this.#add({ kind: 'relu' }, [x], x);
  }

  sigmoid(x: NetValue): NetValue {
    return this.#add({ kind: 'sigmoid' }, [x], x);
  }

  add(a: NetValue, b: NetValue): NetValue {
    return this.#add({ kind: 'add' }, [a, b], a);
  }

  /** Every pixel twice in both axes. */
  upsample(x: NetValue): NetValue {
    return this.#add({ kind: 'upsample' }, [x], {
      ...x,
      height: x.height * BLOCK,
      width: x.width * BLOCK,
    });
  }

  /** Blocks of pixels as channels, pixel by pixel. */
  unshuffle(x: NetValue): NetValue {
    return this.#add({ kind: 'unshuffle' }, [x], {
      channels: x.channels * BLOCK * BLOCK,
      height: x.height / BLOCK,
      width: x.width / BLOCK,
    });
  }

  /** Channels as blocks of pixels: the reverse. */
  shuffle(x: NetValue): NetValue {
    return this.#add({ kind: 'shuffle' }, [x], {
      channels: x.channels / BLOCK / BLOCK,
      height: x.height * BLOCK,
      width: x.width * BLOCK,
    });
  }

  build(output: NetValue): Net {
    return {
      title: this.#title,
      input: this.input,
      nodes: [...this.#nodes],
      output,
      flops: this.#flops,
    };
  }

  #numbers(length: number, from: number, to: number): Float32Array<ArrayBuffer> {
    return Float32Array.from({ length }, () => this.#random.range(from, to));
  }

  #add(
    step: NetStep,
    inputs: readonly NetValue[],
    { channels, height, width }: Omit<NetValue, 'id'>,
  ): NetValue {
    const output = { id: this.#next++, channels, height, width };
    this.#nodes.push({ step, inputs, output });
    return output;
  }
}

/**
 * Pads of a convolution: before and after, along one axis. Where the stride leaves a remainder the
 * smaller pad comes first, as TensorFlow's SAME does, unless they are to be centred.
 */
export function padsOf(
  extent: number,
  {
    kernel,
    stride,
    padding,
  }: { readonly kernel: number; readonly stride: number; readonly padding?: Padding },
): [before: number, after: number] {
  if (padding === 'centred') return [kernel >> 1, kernel >> 1];
  const all = Math.max(0, (Math.ceil(extent / stride) - 1) * stride + kernel - extent);
  return [Math.floor(all / 2), Math.ceil(all / 2)];
}

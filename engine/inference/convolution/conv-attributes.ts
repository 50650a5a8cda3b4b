import { fail } from '../../core/errors.ts';
import { type Activation, activationOf } from '../activations.ts';
import { shapeText, type TensorType } from '../tensor.ts';
import { type PadMode, type Window, windowExtent, windowOf } from '../window.ts';

/**
 * Attributes of a convolution. The first row is the op itself; the rest is work of its neighbours
 * that it can take over: what comes before (nearest upsampling; scale and shift of every channel,
 * then `inputActivation`) and what comes after (a residual added, then `activation`).
 */
export interface ConvAttributes {
  readonly [name: string]: number | string | boolean | readonly number[] | undefined;
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  /** Top, left, bottom, right. */
  readonly pads?: readonly number[];
  readonly padMode?: PadMode;
  readonly groups?: number;
  readonly upsample?: number;
  readonly normalize?: boolean;
  readonly inputActivation?: string;
  readonly inputAlpha?: number;
  readonly residual?: boolean;
  readonly activation?: string;
  readonly alpha?: number;
  readonly beta?: number;
}

/**
 * A convolution with every number in place. Inputs in order: picture `[n, c, h, w]`, weights
 * `[outputs, c / groups, kh, kw]`, bias `[outputs]`, then as attributes say: residual (the result's
 * shape), scale `[n, c]`, shift `[n, c]`.
 */
export interface Convolution {
  readonly batch: number;
  readonly inChannels: number;
  /** Extent of the picture as it lies, before upsampling. */
  readonly source: readonly [height: number, width: number];
  readonly upsample: number;
  readonly outChannels: number;
  readonly out: readonly [height: number, width: number];
  readonly groups: number;
  readonly window: Window;
  readonly padMode: PadMode;
  readonly inputActivation: Activation;
  readonly activation: Activation;
  /** Places of the optional inputs, or -1. */
  readonly residual: number;
  readonly scale: number;
  readonly shift: number;
}

/** Reads a convolution. @throws InstrumentError when shapes and attributes do not agree */
export function readConvolution(
  inputs: readonly TensorType[],
  attributes: ConvAttributes,
): Convolution {
  const [x, weights, bias] = inputs;
  if (!x || !weights || !bias || x.shape.length !== 4 || weights.shape.length !== 4) {
    return fail({
      subject: 'A convolution',
      constraint: 'have a picture [n, c, h, w], weights [o, c / groups, kh, kw] and a bias [o]',
      got: inputs.map(({ shape }) => shapeText(shape)).join(', '),
      remedy: 'give it these three',
    });
  }
  const { groups = 1, upsample = 1, padMode = 'zero' } = attributes;
  const [batch = 1, inChannels = 1, height = 1, width = 1] = x.shape;
  const [outChannels = 1, groupIn = 1, kernelH = 1, kernelW = 1] = weights.shape;
  if (
    groupIn * groups !== inChannels ||
    outChannels % groups !== 0 ||
    bias.shape[0] !== outChannels
  ) {
    fail({
      subject: 'The channels of a convolution',
      constraint: 'fit: input = groups × weights[1], outputs a multiple of groups, one bias each',
      got: `${shapeText(x.shape)}, ${shapeText(weights.shape)}, ${shapeText(bias.shape)}, ${groups} groups`,
      remedy: 'correct the weights or the number of groups',
    });
  }
  const window = windowOf([kernelH, kernelW], attributes);
  const after = attributes.residual ? 4 : 3;
  return {
    batch,
    inChannels,
    source: [height, width],
    upsample,
    outChannels,
    out: windowExtent(window, height * upsample, width * upsample),
    groups,
    window,
    padMode,
    inputActivation: activationOf({
      activation: attributes.inputActivation,
      alpha: attributes.inputAlpha,
    }),
    activation: activationOf(attributes),
    residual: attributes.residual ? 3 : -1,
    scale: attributes.normalize ? after : -1,
    shift: attributes.normalize ? after + 1 : -1,
  };
}

/** Type of a convolution's result. */
export function convolutionType(conv: Convolution): TensorType {
  return { dtype: 'f32', shape: [conv.batch, conv.outChannels, conv.out[0], conv.out[1]] };
}

/** Whether every channel has a window of its own. */
export function isDepthwise(conv: Convolution): boolean {
  return conv.groups > 1 && conv.groups === conv.inChannels && conv.outChannels === conv.inChannels;
}

/** Whether the packed kernels can run it. */
export function isPackable(conv: Convolution): boolean {
  return conv.groups === 1 || isDepthwise(conv);
}

/** Norms. */

import type { Value } from '../../graph.ts';
import batchNorm from '../../ops/batch-norm.ts';
import conv2d from '../../ops/conv2d.ts';
import expand from '../../ops/expand.ts';
import normalize from '../../ops/normalize.ts';
import { tensor } from '../../tensor.ts';
import { combine, combineScalar, map, reduced, reshaped } from '../compose.ts';
import type { Converter, ConverterTable, OnnxNode } from '../onnx-node.ts';
import { asPicture, fromPicture } from '../windows.ts';

/** Version from which a group norm has one scale a channel, not one a group. */
const SCALE_BY_CHANNEL = 21;

function batchNormalization(node: OnnxNode): Value {
  if (node.int('training_mode', 0) === 1) node.unsupported('takes its statistics while it trains');
  const inputs = [0, 1, 2, 3, 4].map((i) => node.input(i));
  return node.apply(batchNorm, inputs, { epsilon: node.float('epsilon', 1e-5) });
}

function layerNormalization(kind: 'layer' | 'rms'): Converter {
  return (node) => {
    const [x, scale, bias] = [node.input(0), node.optional(1), node.optional(2)];
    return node.apply(normalize, [x, ...(scale ? [scale] : []), ...(bias ? [bias] : [])], {
      kind,
      axis: node.axis('axis', -1, x.shape.length),
      epsilon: node.float('epsilon', 1e-5),
      scale: scale !== undefined,
      bias: bias !== undefined,
    });
  };
}

function instanceNormalization(node: OnnxNode): Value {
  return node.apply(normalize, [node.input(0), node.input(1), node.input(2)], {
    kind: 'instance',
    epsilon: node.float('epsilon', 1e-5),
    scale: true,
    bias: true,
  });
}

function groupNormalization(node: OnnxNode): Value {
  const x = node.input(0);
  const channels = x.shape[1] ?? 1;
  const groups = node.int('num_groups', 1);
  const byChannel = (row: Value): Value => {
    if (node.opset >= SCALE_BY_CHANNEL || groups === channels) return row;
    const each = node.apply(expand, [reshaped(node, row, [groups, 1])], {
      shape: [groups, channels / groups],
    });
    return reshaped(node, each, [channels]);
  };
  return node.apply(normalize, [x, byChannel(node.input(1)), byChannel(node.input(2))], {
    kind: 'group',
    groups,
    epsilon: node.float('epsilon', 1e-5),
    scale: true,
    bias: true,
  });
}

/** Numbers over the length of their line. @source ONNX operator LpNormalization-1 */
function lengthNormalization(node: OnnxNode): Value {
  const x = node.input(0);
  const axis = node.axis('axis', -1, x.shape.length);
  const length = reduced(node, node.int('p', 2) === 1 ? 'l1' : 'l2', x, [axis]);
  // A line of zeros stays one.
  return combine(node, 'div', x, combineScalar(node, 'max', length, 1e-30));
}

/** @source ONNX operator MeanVarianceNormalization-13, its function body */
function meanVariance(node: OnnxNode): Value {
  const x = node.input(0);
  const axes = (node.ints('axes') ?? [0, 2, 3]).map((axis) => node.axisOf(axis, x.shape.length));
  const centred = combine(node, 'sub', x, reduced(node, 'mean', x, axes));
  const variance = reduced(node, 'mean', combine(node, 'mul', centred, centred), axes);
  return combine(
    node,
    'div',
    centred,
    combineScalar(node, 'add', map(node, 'sqrt', variance), 1e-9),
  );
}

/**
 * Local response: the squares of neighbouring channels are summed by a 1x1 convolution.
 * @source ONNX operator LRN-13
 */
function localResponse(node: OnnxNode): Value {
  const x = node.input(0);
  const { picture, axes } = asPicture(node, x);
  const channels = picture.shape[1] ?? 1;
  const size = node.int('size', 1);
  const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
  const share = node.float('alpha', 1e-4) / size;
  const weights = Array.from({ length: channels * channels }, (_, i) => {
    const offset = (i % channels) - Math.floor(i / channels);
    return offset >= -before && offset <= after ? share : 0;
  });
  const bias = new Float32Array(channels).fill(node.float('bias', 1));
  const sums = node.apply(
    conv2d,
    [
      combine(node, 'mul', picture, picture),
      node.constant(tensor([channels, channels, 1, 1], weights)),
      node.constant(tensor([channels], bias)),
    ],
    {},
  );
  const factor = combineScalar(node, 'pow', sums, -node.float('beta', 0.75));
  return fromPicture(node, combine(node, 'mul', picture, factor), axes);
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  BatchNormalization: batchNormalization,
  InstanceNormalization: instanceNormalization,
  LayerNormalization: layerNormalization('layer'),
  RMSNormalization: layerNormalization('rms'),
  GroupNormalization: groupNormalization,
  LpNormalization: lengthNormalization,
  MeanVarianceNormalization: meanVariance,
  LRN: localResponse,
};

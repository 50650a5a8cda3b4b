/** Pictures at other sizes. */

import type { Value } from '../../graph.ts';
import matmul from '../../ops/matmul.ts';
import resize from '../../ops/resize.ts';
import { elementCount, tensor } from '../../tensor.ts';
import { castTo, reshaped, transposed } from '../compose.ts';
import type { ConverterTable, OnnxNode } from '../onnx-node.ts';
import { type AxisResize, resizeWeights } from '../resize-weights.ts';

/** What a node asks for, an entry an axis. */
interface Target {
  readonly scales: readonly number[];
  readonly sizes: readonly number[];
  /** Whether the sizes were given, and the scales follow from them. */
  readonly isSized: boolean;
}

/** How numbers in between are found. */
interface Rule {
  readonly mode: string;
  readonly coordinateMode: string;
  readonly nearestMode: string;
  readonly antialias: boolean;
}

/** @source ONNX operators Upsample-9 and Resize-10: places are those of the upper left corner */
const FIRST_RULE = { coordinateMode: 'asymmetric', nearestMode: 'floor', antialias: false };

function readRule(node: OnnxNode): Rule {
  const mode = node.text('mode', 'nearest');
  if (node.opset < 11) return { mode: mode === 'bilinear' ? 'linear' : mode, ...FIRST_RULE };
  return {
    mode,
    coordinateMode: node.text('coordinate_transformation_mode', 'half_pixel'),
    nearestMode: node.text('nearest_mode', 'round_prefer_floor'),
    antialias: node.int('antialias', 0) === 1,
  };
}

function readTarget(node: OnnxNode, shape: readonly number[]): Target {
  if (node.opset < 9) return scaled(node, shape, node.floats('scales'));
  if (node.opset < 11) return scaled(node, shape, node.numbers(1, 'scales'));
  const axes = node.ints('axes')?.map((axis) => node.axisOf(axis, shape.length));
  const spread = (values: readonly number[], standard: (axis: number) => number) =>
    axes ? shape.map((_, axis) => values[axes.indexOf(axis)] ?? standard(axis)) : values;
  const scales = node.numbers(2, 'scales');
  if (scales && scales.length > 0)
    return scaled(
      node,
      shape,
      spread(scales, () => 1),
    );
  const given = node.numbers(3, 'sizes') ?? node.refuse('have scales or sizes', 'neither');
  if (node.text('keep_aspect_ratio_policy', 'stretch') !== 'stretch') {
    node.unsupported('keeps the aspect ratio');
  }
  const sizes = spread(given, (axis) => shape[axis] ?? 1);
  if (sizes.length !== shape.length || sizes.some((size) => size < 1)) {
    node.refuse(`give ${shape.length} sizes of at least 1`, sizes);
  }
  return { sizes, scales: sizes.map((size, axis) => size / (shape[axis] ?? 1)), isSized: true };
}

function scaled(
  node: OnnxNode,
  shape: readonly number[],
  scales: readonly number[] | undefined,
): Target {
  if (scales?.length !== shape.length || !scales.every((scale) => scale > 0)) {
    return node.refuse(`give ${shape.length} scales above 0`, scales ?? 'none');
  }
  const sizes = shape.map((extent, axis) => Math.floor(Math.fround(extent * (scales[axis] ?? 1))));
  return { scales, sizes, isSized: false };
}

/** The axes that change, and an order in which they are the last two. */
function orderOf(node: OnnxNode, shape: readonly number[], { sizes, scales }: Target): number[] {
  const axes = shape.map((_, axis) => axis);
  const changes = axes.filter((axis) => sizes[axis] !== shape[axis] || scales[axis] !== 1);
  if (changes.length > 2) node.unsupported(`resizes ${changes.length} axes`);
  const last = axes.slice(-2);
  if (changes.every((axis) => last.includes(axis))) return axes;
  const moved =
    changes.length === 2
      ? changes
      : [axes.find((axis) => !changes.includes(axis)) ?? 0, ...changes];
  return [...axes.filter((axis) => !moved.includes(axis)), ...moved];
}

function resized(node: OnnxNode): Value {
  const given = node.input(0);
  const { shape } = given;
  const target = readTarget(node, shape);
  const order = orderOf(node, shape, target);
  const isSame = target.sizes.every((size, axis) => size === shape[axis]);
  if (isSame && target.scales.every((scale) => scale === 1)) return given;
  const x = transposed(node, castTo(node, given, 'f32'), order);
  const [height = 1, width = 1] = shape.length === 1 ? [1, ...shape] : x.shape.slice(-2);
  const planes = elementCount(shape) / (height * width);
  const picture = reshaped(node, x, [1, planes, height, width]);
  const sorted = <T>(values: readonly T[], one: T) =>
    [one, one, ...order.map((axis) => values[axis] ?? one)].slice(-2);
  const result = resizedPicture(node, picture, {
    ...target,
    sizes: sorted(target.sizes, 1),
    scales: sorted(target.scales, 1),
  });
  const back = order.map((_, axis) => order.indexOf(axis));
  const whole = reshaped(
    node,
    result,
    order.map((axis) => target.sizes[axis] ?? 1),
  );
  return castTo(node, transposed(node, whole, back), given.dtype === 'i32' ? 'i32' : 'f32');
}

function resizedPicture(node: OnnxNode, picture: Value, target: Target): Value {
  const rule = readRule(node);
  const { mode, coordinateMode, nearestMode, antialias } = rule;
  if (coordinateMode === 'tf_crop_and_resize' || coordinateMode === 'tf_half_pixel_for_nn') {
    node.unsupported(`takes places by ${coordinateMode}`);
  }
  if (mode === 'cubic' || (mode === 'linear' && antialias))
    return byMatrices(node, picture, target, rule);
  if (mode !== 'nearest' && mode !== 'linear')
    return node.refuse('be nearest, linear or cubic', mode);
  const { sizes, scales, isSized } = target;
  return node.apply(resize, [picture], {
    mode,
    coordinateMode,
    nearestMode,
    ...(isSized ? { sizes } : { scales }),
  });
}

/** Rows and columns resized by a product with a matrix each. */
function byMatrices(node: OnnxNode, picture: Value, target: Target, rule: Rule): Value {
  const weights = [0, 1].map((i) => {
    const [from = 1, to = 1] = [picture.shape[i + 2], target.sizes[i]];
    const axis: AxisResize = {
      from,
      to,
      scale: target.scales[i] ?? 1,
      coordinateMode: rule.coordinateMode,
      mode: rule.mode === 'cubic' ? 'cubic' : 'linear',
      cubic: node.float('cubic_coeff_a', -0.75),
      antialias: rule.antialias,
      excludeOutside: node.int('exclude_outside', 0) === 1,
    };
    return node.constant(tensor([to, from], resizeWeights(axis)));
  });
  const [rows, columns] = weights;
  if (!rows || !columns) return picture;
  const wide = node.apply(matmul, [picture, columns], { transposeB: true });
  return node.apply(matmul, [rows, wide], {});
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = { Resize: resized, Upsample: resized };

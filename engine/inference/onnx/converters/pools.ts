/** Pools of one and two axes. */

import type { Value } from '../../graph.ts';
import pool from '../../ops/pool.ts';
import { castTo, reduced } from '../compose.ts';
import type { Converter, ConverterTable, OnnxNode } from '../onnx-node.ts';
import { asPicture, fromPicture, perAxis, readWindow } from '../windows.ts';

type Kind = 'max' | 'average';

function pooled(node: OnnxNode, kind: Kind): Value {
  const given = node.input(0);
  const { picture, axes } = asPicture(node, castTo(node, given, 'f32'));
  if (!node.has('kernel_shape')) node.refuse('have a kernel_shape', 'none');
  const window = readWindow(
    node,
    perAxis(node, 'kernel_shape', axes, 1),
    picture.shape.slice(2),
    axes,
  );
  const result = node.apply(pool, [picture], {
    kind,
    ...window,
    ceilMode: node.int('ceil_mode', 0) === 1,
    countIncludePad: node.int('count_include_pad', 0) === 1,
  });
  return castTo(node, fromPicture(node, result, axes), given.dtype === 'i32' ? 'i32' : 'f32');
}

const globalPool =
  (kind: Kind): Converter =>
  (node) => {
    const x = node.input(0);
    if (x.shape.length === 4) return node.apply(pool, [x], { kind, global: true });
    if (x.shape.length < 3) return x;
    const axes = x.shape.map((_, axis) => axis).slice(2);
    return reduced(node, kind === 'max' ? 'max' : 'mean', x, axes);
  };

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  MaxPool: (node) => pooled(node, 'max'),
  AveragePool: (node) => pooled(node, 'average'),
  GlobalMaxPool: globalPool('max'),
  GlobalAveragePool: globalPool('average'),
};

/** Numbers around tensors, and tensors beside themselves. */

import type { Value } from '../../graph.ts';
import pad from '../../ops/pad.ts';
import tile from '../../ops/tile.ts';
import type { ConverterTable, OnnxNode } from '../onnx-node.ts';

/** Numbers before each axis, then behind each; those of axes that are not named are 0. */
function padsOf(node: OnnxNode, rank: number): readonly number[] {
  const given = (node.opset < 11 ? node.ints('pads') : node.numbers(1, 'pads')) ?? [];
  const axes = node.numbers(3, 'axes')?.map((axis) => node.axisOf(axis, rank));
  const count = axes?.length ?? rank;
  if (given.length !== count * 2) node.refuse(`have ${count * 2} pads`, given);
  if (!axes) return given;
  const pads = new Array<number>(rank * 2).fill(0);
  axes.forEach((axis, i) => {
    pads[axis] = given[i] ?? 0;
    pads[axis + rank] = given[i + count] ?? 0;
  });
  return pads;
}

function padded(node: OnnxNode): Value {
  const x = node.input(0);
  const pads = padsOf(node, x.shape.length);
  if (pads.every((one) => one === 0)) return x;
  const mode = node.text('mode', 'constant');
  if (mode !== 'constant' && mode !== 'reflect' && mode !== 'edge' && mode !== 'wrap') {
    return node.refuse('be of mode constant, reflect, edge or wrap', mode);
  }
  const value =
    node.opset < 11 ? node.float('value', 0) : (node.numbers(2, 'values to pad with')?.[0] ?? 0);
  return node.apply(pad, [x], { pads, mode, value });
}

function tiled(node: OnnxNode): Value {
  const repeats = node.numbers(1, 'repeats') ?? node.refuse('have repeats', 'none');
  const x = node.input(0);
  if (repeats.some((one) => one < 1)) node.unsupported('gives an empty tensor');
  return repeats.every((one) => one === 1) && repeats.length === x.shape.length
    ? x
    : node.apply(tile, [x], { repeats });
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = { Pad: padded, Tile: tiled };

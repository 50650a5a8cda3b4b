import acrossWgsl from '../../../shaders/ops/winograd-across.wgsl?raw';
import backAcrossWgsl from '../../../shaders/ops/winograd-back-across.wgsl?raw';
import backDownWgsl from '../../../shaders/ops/winograd-back-down.wgsl?raw';
import downWgsl from '../../../shaders/ops/winograd-down.wgsl?raw';
import type { KernelBuffer, KernelCall, KernelData, Lowering } from '../op.ts';
import type { CpuTensor } from '../tensor.ts';
import type { ConvAttributes, Convolution } from './conv-attributes.ts';
import {
  constantsOf,
  loadNumberFunctions,
  parametersOf,
  storeFunctions,
} from './conv-functions.ts';
import { packBias } from './conv-weights.ts';
import { planarCall } from './planar.ts';
import { type PlanarBlock, packPlanar } from './planar-kernel.ts';
import {
  combination,
  transformWeights,
  type WinogradMatrices,
  winogradMatrices,
} from './winograd-matrices.ts';

/** How a picture is cut into tiles. */
interface Tiles {
  readonly rows: number;
  readonly columns: number;
  /** Tiles of all pictures. */
  readonly count: number;
}

/** Whether a convolution's window is one that Winograd's filtering knows. */
export function takesWinograd({ window, groups }: Convolution): boolean {
  const { kernel, strides, dilations } = window;
  const is = (pair: readonly [number, number], value: number) =>
    pair[0] === value && pair[1] === value;
  return groups === 1 && is(kernel, 3) && is(strides, 1) && is(dilations, 1);
}

/** Bytes of the largest of the buffers between the steps. */
export function winogradBytes(conv: Convolution, outputs: 2 | 4): number {
  const { halves, planes, products } = scratchOf(conv, winogradMatrices[outputs]);
  return Math.max(halves, planes, products) * 4;
}

function tilesOf({ batch, out }: Convolution, outputs: number): Tiles {
  const rows = Math.ceil(out[0] / outputs);
  const columns = Math.ceil(out[1] / outputs);
  return { rows, columns, count: batch * rows * columns };
}

/** Elements of the buffers between the steps. */
function scratchOf(conv: Convolution, { outputs, side }: WinogradMatrices) {
  const tiles = tilesOf(conv, outputs);
  const numbers = Math.ceil(conv.outChannels / 4) * tiles.count * 4;
  const columns = tiles.columns * outputs + side - outputs;
  const down = side * conv.batch * conv.inChannels * tiles.rows * columns;
  return {
    numbers,
    columns,
    halves: Math.max(down, outputs * side * numbers),
    planes: side * side * conv.inChannels * tiles.count,
    products: side * side * numbers,
  };
}

/**
 * A 3 × 3 convolution by Winograd's minimal filtering: tiles transformed, multiplied place by place
 * of the tile, and transformed back.
 * @param outputs results of a tile along one side
 */
export function winogradConvolution(
  node: Lowering<ConvAttributes>,
  conv: Convolution,
  { outputs, block }: { readonly outputs: 2 | 4; readonly block: PlanarBlock },
): KernelCall[] {
  const matrices = winogradMatrices[outputs];
  const sizes = scratchOf(conv, matrices);
  const scratch = (name: 'halves' | 'planes' | 'products'): KernelBuffer => ({
    kind: 'scratch',
    name,
    elements: sizes[name],
  });
  const work: Work = {
    conv,
    tiles: tilesOf(conv, outputs),
    matrices,
    columns: sizes.columns,
    halves: scratch('halves'),
    planes: scratch('planes'),
    products: scratch('products'),
  };
  return [
    downCall(work),
    acrossCall(work),
    multiplyCall(node, work, block),
    backDownCall(work, sizes.numbers),
    backAcrossCall(work, packBias(parametersOf(node).bias)),
  ];
}

/** A convolution in tiles, with the buffers between its steps. */
interface Work {
  readonly conv: Convolution;
  readonly tiles: Tiles;
  readonly matrices: WinogradMatrices;
  /** Columns of a row of tiles. */
  readonly columns: number;
  readonly halves: KernelBuffer;
  readonly planes: KernelBuffer;
  readonly products: KernelBuffer;
}

function constantsOfTiles({ conv, tiles, matrices, columns }: Work) {
  return {
    ...constantsOf(conv),
    CHANNELS: conv.batch * conv.inChannels,
    COLUMNS: columns,
    TILES_X: tiles.columns,
    TILES_Y: tiles.rows,
    TILES: tiles.count,
    TILE: matrices.outputs,
    SIDE: matrices.side,
  };
}

/** WGSL `let d0 = ...;` of values, then a statement of every row of a matrix applied to them. */
function apply(
  matrix: readonly (readonly number[])[],
  read: (i: number) => string,
  use: (value: string, i: number) => string,
): string {
  const names = (matrix[0] ?? []).map((_, i) => `d${i}`);
  const reads = names.map((name, i) => `let ${name} = ${read(i)};`);
  return [...reads, ...matrix.map((row, i) => use(combination(row, names), i))].join('\n');
}

function downCall(work: Work): KernelCall {
  const { conv, tiles, matrices, halves } = work;
  const load = loadNumberFunctions(conv, 2);
  const size = `${conv.batch * conv.inChannels * tiles.rows * work.columns}u`;
  const body = apply(
    matrices.input,
    (i) => `valueAt(padIndex(top + ${i}, IN_H), column, plane)`,
    (value, i) => `halves[${i}u * ${size} + at] = ${value};`,
  );
  return {
    shader: { path: 'shaders/ops/winograd-down.wgsl', code: downWgsl },
    constants: constantsOfTiles(work),
    functions: `${load.functions}
fn down(top: i32, column: i32, plane: u32, at: u32) {\n${body}\n}`,
    bindings: { source: { kind: 'input', index: 0 }, halves, ...load.bindings },
    workgroups: [
      Math.ceil(work.columns / 8),
      Math.ceil(tiles.rows / 8),
      conv.batch * conv.inChannels,
    ],
  };
}

function acrossCall(work: Work): KernelCall {
  const { conv, tiles, matrices, halves, planes } = work;
  const body = apply(
    matrices.input,
    (i) => `halves[first + ${i}u]`,
    (value, i) => `planes[place + ${i * conv.inChannels * tiles.count}u] = ${value};`,
  );
  return {
    shader: { path: 'shaders/ops/winograd-across.wgsl', code: acrossWgsl },
    constants: constantsOfTiles(work),
    functions: `fn across(first: u32, place: u32) {\n${body}\n}`,
    bindings: { halves, planes },
    workgroups: [
      Math.ceil(tiles.columns / 8),
      Math.ceil(tiles.rows / 8),
      matrices.side * conv.batch * conv.inChannels,
    ],
  };
}

function multiplyCall(
  node: Lowering<ConvAttributes>,
  { conv, tiles, matrices, planes, products }: Work,
  block: PlanarBlock,
): KernelCall {
  const places = matrices.side ** 2;
  const values = packWeights(parametersOf(node).weights, matrices, block);
  const perPlace = values.length / places;
  const perBlock = perPlace / Math.ceil(conv.outChannels / block.channels);
  const sizes = Uint32Array.of(
    conv.inChannels,
    tiles.count,
    Math.ceil(conv.outChannels / 4),
    perPlace,
    perBlock,
  );
  return planarCall({
    block,
    taps: [{ phase: 0, shift: 0 }],
    pixels: tiles.count,
    outputs: conv.outChannels,
    results: places,
    planes,
    weights: { kind: 'data', name: 'weights', data: { type: 'f32', values } },
    weightType: 'f32',
    constants: {},
    functions: MULTIPLY,
    bindings: {
      products,
      sizes: { kind: 'data', name: 'sizes', data: { type: 'u32', values: sizes } },
    },
  });
}

// Sizes are read rather than written into the text, so that every layer shares one pipeline.
const MULTIPLY = `struct Sizes { steps: u32, plane: u32, packs: u32, perPlace: u32, perBlock: u32 }
@group(1) @binding(2) var<storage, read_write> products: array<vec4f>;
@group(1) @binding(3) var<storage, read> sizes: Sizes;
fn stepCount() -> u32 { return sizes.steps; }
fn planeSize() -> u32 { return sizes.plane; }
fn weightsOf(block: u32, place: u32) -> u32 { return place * sizes.perPlace + block * sizes.perBlock; }
fn rowOf(step: u32, place: u32) -> u32 { return (place * sizes.steps + step) * sizes.plane; }
fn startOf(pack: u32) -> vec4f { return vec4f(0.0); }
fn put(value: vec4f, tile: u32, pack: u32, place: u32) {
  if (tile >= sizes.plane || pack >= sizes.packs) { return; }
  products[(place * sizes.packs + pack) * sizes.plane + tile] = value;
}`;

function backDownCall(work: Work, numbers: number): KernelCall {
  const { matrices, products, halves } = work;
  const step = matrices.side * numbers;
  const body = apply(
    matrices.output,
    (i) => `products[first + ${i * step}u]`,
    (value, i) => `halves[first + ${i * step}u] = ${value};`,
  );
  return {
    shader: { path: 'shaders/ops/winograd-back-down.wgsl', code: backDownWgsl },
    constants: { NUMBERS: numbers },
    functions: `fn down(first: u32) {\n${body}\n}`,
    bindings: { products, halves },
    workgroups: [Math.ceil(numbers / 64), matrices.side, 1],
  };
}

function backAcrossCall(work: Work, bias: KernelData): KernelCall {
  const { conv, tiles, matrices, halves } = work;
  const store = storeFunctions(conv, 3);
  const outPacks = Math.ceil(conv.outChannels / 4);
  const body = apply(
    matrices.output,
    (i) => `halves[first + ${i * outPacks * tiles.count}u]`,
    (value, i) => `write(start + ${value}, line, x + ${i}u);`,
  );
  return {
    shader: { path: 'shaders/ops/winograd-back-across.wgsl', code: backAcrossWgsl },
    constants: constantsOfTiles(work),
    functions: `${store.functions}
fn across(first: u32, start: vec4f, line: u32, x: u32) {\n${body}\n}`,
    bindings: {
      halves,
      bias: { kind: 'data', name: 'bias', data: bias },
      result: { kind: 'output', index: 0 },
      ...store.bindings,
    },
    workgroups: [Math.ceil(tiles.columns / 8), Math.ceil(conv.out[0] / 8), conv.batch * outPacks],
  };
}

/** Weights transformed, place by place of the tile. */
function packWeights(
  weights: CpuTensor,
  matrices: WinogradMatrices,
  block: PlanarBlock,
): Float32Array<ArrayBuffer> {
  const [outputs = 1, inputs = 1] = weights.shape;
  const transformed = Array.from({ length: outputs * inputs }, (_, pair) =>
    transformWeights((row, column) => weights.data[pair * 9 + row * 3 + column] ?? 0, matrices),
  );
  const places = matrices.side ** 2;
  const packed = Array.from({ length: places }, (_, place) =>
    packPlanar(
      { outputs, steps: inputs, taps: 1 },
      block,
      (output, step) => transformed[output * inputs + step]?.[place] ?? 0,
    ),
  );
  const each = packed[0]?.length ?? 0;
  const values = new Float32Array(places * each);
  packed.forEach((one, place) => {
    values.set(one, place * each);
  });
  return values;
}

import { type CpuTensor, zeros } from '../tensor.ts';
import { type Recurrent, recurrentTypes } from './recurrent.ts';

/** States of one sequence. */
export interface RecurrentState {
  h: number[];
  c: number[];
}

/** `row` of a matrix's rows of one direction, times a vector. */
export type MatrixRow = (row: number, vector: readonly number[]) => number;

/** What a cell's equations are written with: W x, R h and the two halves of the bias. */
export interface CellInput {
  readonly x: readonly number[];
  readonly state: RecurrentState;
  readonly w: MatrixRow;
  readonly r: MatrixRow;
  readonly wb: (row: number) => number;
  readonly rb: (row: number) => number;
}

/** The logistic function. */
export const sigmoidOf = (x: number): number => 1 / (1 + Math.exp(-x));

function matrixRow(
  matrix: CpuTensor | undefined,
  direction: number,
  [rows, columns]: [number, number],
): MatrixRow {
  const base = direction * rows * columns;
  return (row, vector) =>
    vector.reduce((sum, x, k) => sum + x * (matrix?.data[base + row * columns + k] ?? 0), 0);
}

function initialState(
  tensor: CpuTensor | undefined,
  { batch, hidden }: Recurrent,
  [direction, b]: [number, number],
): number[] {
  const start = (direction * batch + b) * hidden;
  return Array.from({ length: hidden }, (_, j) => tensor?.data[start + j] ?? 0);
}

/** Runs a layer by its cell's equations, one sequence after the other. */
export function referenceRecurrent(
  layer: Recurrent,
  inputs: readonly CpuTensor[],
  cell: (input: CellInput, hidden: number) => RecurrentState,
): CpuTensor[] {
  const { gates, directions, batch, times, hidden } = layer;
  const [y, yh, yc] = recurrentTypes(layer, 2).map(zeros);
  const bias = inputs[layer.bias];
  const half = gates * hidden;
  for (let direction = 0; direction < directions; direction++) {
    const w = matrixRow(inputs[1], direction, [half, layer.inputs]);
    const r = matrixRow(inputs[2], direction, [half, hidden]);
    const wb = (row: number) => bias?.data[direction * 2 * half + row] ?? 0;
    const rb = (row: number) => bias?.data[direction * 2 * half + half + row] ?? 0;
    for (let b = 0; b < batch; b++) {
      let state: RecurrentState = {
        h: initialState(inputs[layer.initialH], layer, [direction, b]),
        c: initialState(inputs[layer.initialC], layer, [direction, b]),
      };
      for (let step = 0; step < times; step++) {
        const time = direction === 0 && layer.forward ? step : times - 1 - step;
        const start = (time * batch + b) * layer.inputs;
        const x = Array.from(inputs[0]?.data.subarray(start, start + layer.inputs) ?? []);
        state = cell({ x, state, w, r, wb, rb }, hidden);
        y?.data.set(state.h, ((time * directions + direction) * batch + b) * hidden);
      }
      yh?.data.set(state.h, (direction * batch + b) * hidden);
      yc?.data.set(state.c, (direction * batch + b) * hidden);
    }
  }
  return [y, yh, yc].filter((tensor) => tensor !== undefined);
}

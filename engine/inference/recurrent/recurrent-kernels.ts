import cellWgsl from '../../../shaders/ops/recurrent-cell.wgsl?raw';
import projectWgsl from '../../../shaders/ops/recurrent-project.wgsl?raw';
import startWgsl from '../../../shaders/ops/recurrent-start.wgsl?raw';
import type { ShaderSource } from '../../gpu/wgsl-linker.ts';
import { requireConstant } from '../constants.ts';
import { flatWorkgroups } from '../kernel.ts';
import type {
  Attributes,
  KernelBuffer,
  KernelCall,
  KernelData,
  KernelLimits,
  Lowering,
} from '../op.ts';
import type { CpuTensor } from '../tensor.ts';
import type { Recurrent } from './recurrent.ts';

/** Hidden states from which on one workgroup reads its weights too slowly. */
const LARGE_HIDDEN = 256;
/** Steps up to which each is a dispatch of its own. */
const MOST_STEPS = 512;
const LOOP_GROUP = 64;

/** `[directions, gates * hidden, columns]` as `[direction][column][hidden]` vectors of four gates. */
function packMatrix(matrix: CpuTensor, { gates, directions, hidden }: Recurrent): KernelData {
  const columns = matrix.shape[2] ?? 1;
  const values = new Float32Array(directions * columns * hidden * 4);
  matrix.data.forEach((value, i) => {
    const column = i % columns;
    const row = Math.floor(i / columns) % (gates * hidden);
    const direction = Math.floor(i / (columns * gates * hidden));
    const at = (direction * columns + column) * hidden + (row % hidden);
    values[at * 4 + Math.floor(row / hidden)] = value;
  });
  return { type: 'real', values };
}

/** What a bias adds to the projection, and what it adds behind a GRU's reset gate. */
interface PackedBias {
  /** `[direction][hidden]` vectors of four gates. */
  readonly gates: KernelData;
  /** `[direction][hidden]`. */
  readonly hidden: KernelData;
}

/** @param apart gate whose recurrent half stays apart, or -1 */
function packBias(bias: CpuTensor | undefined, layer: Recurrent, apart: number): PackedBias {
  const { gates, directions, hidden } = layer;
  const values = new Float32Array(directions * hidden * 4);
  const rest = new Float32Array(directions * hidden);
  bias?.data.forEach((value, i) => {
    const unit = i % hidden;
    const gate = Math.floor(i / hidden) % gates;
    const recurrent = Math.floor(i / (hidden * gates)) % 2 === 1;
    const place = Math.floor(i / (hidden * gates * 2)) * hidden + unit;
    if (recurrent && gate === apart) rest[place] = value;
    else values[place * 4 + gate] = (values[place * 4 + gate] ?? 0) + value;
  });
  return { gates: { type: 'f32', values }, hidden: { type: 'f32', values: rest } };
}

/** The layer's weights as its kernels read them. */
export interface RecurrentData {
  readonly input: KernelBuffer;
  readonly recurrent: KernelBuffer;
  readonly bias: KernelBuffer;
  readonly hiddenBias: KernelBuffer;
  /** W x + bias of all times, in scratch. */
  readonly projected: KernelBuffer;
}

/** Packs weights, which must be known. @param apart as the GRU's hidden gate may be, or -1 */
export function recurrentData(
  node: Lowering<Attributes>,
  layer: Recurrent,
  apart: number,
): RecurrentData {
  const known = (index: number, name: string) =>
    requireConstant(node.constants[index], `The ${name} of a recurrent layer`);
  const data = (name: string, packed: KernelData): KernelBuffer => ({
    kind: 'data',
    name,
    data: packed,
  });
  const bias = packBias(layer.bias >= 0 ? known(layer.bias, 'bias') : undefined, layer, apart);
  const { directions, times, batch, hidden } = layer;
  const elements = directions * times * batch * hidden * 4;
  return {
    input: data('input weights', packMatrix(known(1, 'input weights'), layer)),
    recurrent: data('recurrent weights', packMatrix(known(2, 'recurrent weights'), layer)),
    bias: data('bias', bias.gates),
    hiddenBias: data('hidden bias', bias.hidden),
    projected: { kind: 'scratch', name: 'projected', elements },
  };
}

/** The kernel of W x + bias for all times. */
export function projectCall(layer: Recurrent, data: RecurrentData): KernelCall {
  const { directions, times, batch, hidden, inputs } = layer;
  const rows = times * batch;
  return {
    shader: { path: 'shaders/ops/recurrent-project.wgsl', code: projectWgsl },
    constants: { INPUTS: inputs, HIDDEN: hidden, ROWS: rows },
    bindings: {
      source: { kind: 'input', index: 0 },
      weights: data.input,
      bias: data.bias,
      projected: data.projected,
    },
    workgroups: [Math.ceil(hidden / 16), Math.ceil(rows / 16), directions],
  };
}

/** Whether one workgroup a sequence can loop over time: its state fits, and `floats` a unit. */
export function fitsLoop({ hidden }: Recurrent, floats: number, limits: KernelLimits): boolean {
  return hidden * floats * 4 <= limits.maxWorkgroupStorageBytes;
}

/** Whether each step is better a dispatch of its own: hidden states are large and steps are few. */
export function prefersSteps({ hidden, times }: Recurrent): boolean {
  return hidden >= LARGE_HIDDEN && times <= MOST_STEPS;
}

/** A kernel of a layer's cell, and what it binds beside initial states. */
export interface CellKernel {
  readonly path: string;
  readonly code: string;
  readonly constants: Readonly<Record<string, number>>;
  readonly bindings: Readonly<Record<string, KernelBuffer>>;
}

function shaderOf({ path, code }: CellKernel): ShaderSource {
  const module = { path: 'shaders/ops/recurrent-cell.wgsl', code: cellWgsl };
  return { path, code, modules: new Map([['recurrent-cell', module]]) };
}

function constantsOf({ directions, batch, hidden, times, forward }: Recurrent) {
  return {
    DIRECTIONS: directions,
    BATCH: batch,
    HIDDEN: hidden,
    TIMES: times,
    FORWARD: forward ? 1 : 0,
  };
}

/** WGSL `initialHidden(i)` and `initialCell(i)`, 0 where the layer is not given them. */
function initialStates(layer: Recurrent, firstBinding: number) {
  const bindings: Record<string, KernelBuffer> = {};
  const states = [
    ['initialHidden', layer.initialH],
    ['initialCell', layer.initialC],
  ] as const;
  const functions = states.map(([name, index], i) => {
    if (index < 0) return `fn ${name}(i: u32) -> f32 { return 0.0; }`;
    bindings[`${name}State`] = { kind: 'input', index };
    return `@group(1) @binding(${firstBinding + i}) var<storage, read> ${name}State: array<Element>;
fn ${name}(i: u32) -> f32 { return f32(${name}State[i]); }`;
  });
  return { functions: functions.join('\n'), bindings };
}

/** The kernel that loops over time, one workgroup a sequence. Its bindings end before 8. */
export function loopCall(layer: Recurrent, kernel: CellKernel): KernelCall {
  const initial = initialStates(layer, 8);
  return {
    shader: shaderOf(kernel),
    constants: { ...constantsOf(layer), ...kernel.constants, GROUP: LOOP_GROUP },
    functions: initial.functions,
    bindings: { ...kernel.bindings, ...initial.bindings },
    workgroups: [layer.directions * layer.batch, 1, 1],
  };
}

/** A kernel that puts the initial states in place, then one a step; these differ in its number. */
export function stepCalls(layer: Recurrent, kernel: CellKernel): KernelCall[] {
  const cells = layer.gates === 4;
  const count = layer.directions * layer.batch * layer.hidden;
  const elements = count * (cells ? 3 : 2);
  const memory: KernelBuffer = { kind: 'scratch', name: 'memory', elements };
  const initial = initialStates(layer, 1);
  const start: KernelCall = {
    shader: { path: 'shaders/ops/recurrent-start.wgsl', code: startWgsl },
    constants: { COUNT: count, CELLS: cells ? 1 : 0 },
    functions: initial.functions,
    bindings: { memory, ...initial.bindings },
    workgroups: flatWorkgroups(count),
  };
  const steps = Array.from({ length: layer.times }, (_, i): KernelCall => {
    const data: KernelData = { type: 'u32', values: Uint32Array.of(i) };
    const step: KernelBuffer = { kind: 'data', name: `step ${i}`, data };
    return {
      shader: shaderOf(kernel),
      constants: { ...constantsOf(layer), ...kernel.constants, COUNT: count },
      bindings: { ...kernel.bindings, step, memory },
      workgroups: flatWorkgroups(count),
    };
  });
  return [start, ...steps];
}

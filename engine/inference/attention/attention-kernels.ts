import joinWgsl from '../../../shaders/ops/attention-join.wgsl?raw';
import lanesWgsl from '../../../shaders/ops/attention-lanes.wgsl?raw';
import scoresWgsl from '../../../shaders/ops/attention-scores.wgsl?raw';
import tilesWgsl from '../../../shaders/ops/attention-tiles.wgsl?raw';
import valuesWgsl from '../../../shaders/ops/attention-values.wgsl?raw';
import { flatWorkgroups } from '../kernel.ts';
import type { KernelBuffer, KernelCall, KernelLimits } from '../op.ts';
import type { TensorType } from '../tensor.ts';
import type { Attention } from './attention-inputs.ts';
import {
  quadsOf,
  resultFunctions,
  scoreBindings,
  scoreConstants,
  scoreFunctions,
  weightFunction,
} from './scores.ts';

const RESULT: KernelBuffer = { kind: 'output', index: 0 };

/** Keys that a workgroup of lanes weighs at a time, at most: 2 KiB of weights. */
const CHUNK = 512;
/** Keys of a part, where keys are split between workgroups. */
const PART = 256;
/** Workgroups that keep a GPU busy without splitting keys. */
const ENOUGH_GROUPS = 64;
const powerOfTwo = (least: number) => 2 ** Math.ceil(Math.log2(Math.max(1, least)));

/** Whether lanes can hold the numbers of a value between them. */
export function fitsLanes({ value }: Attention, { maxInvocations }: KernelLimits): boolean {
  return powerOfTwo(quadsOf(value)) <= Math.min(256, maxInvocations);
}

/** How many workgroups share the keys of a query. */
function partsOf({ query, key }: Attention): number {
  const rows = query.batch * query.heads * query.steps;
  return rows >= ENOUGH_GROUPS || key.steps <= 2 * PART ? 1 : Math.ceil(key.steps / PART);
}

/** The kernels of few queries: a workgroup a query of a head, or a part of its keys. */
export function laneCalls(attention: Attention, inputs: readonly TensorType[]): KernelCall[] {
  const { query, key, value } = attention;
  const parts = partsOf(attention);
  const valueLanes = powerOfTwo(quadsOf(value));
  const lanes = Math.max(64, valueLanes);
  const rows = query.batch * query.heads * query.steps;
  const part = parts === 1 ? key.steps : PART;
  const chunk = Math.min(CHUNK, Math.ceil(part / lanes) * lanes);
  const scratch: KernelBuffer = {
    kind: 'scratch',
    name: 'parts',
    elements: rows * parts * (quadsOf(value) + 1) * 4,
  };
  const call: KernelCall = {
    shader: { path: 'shaders/ops/attention-lanes.wgsl', code: lanesWgsl },
    constants: {
      ...scoreConstants(attention),
      LANES: lanes,
      VALUE_LANES: valueLanes,
      PART: part,
      CHUNK: chunk,
    },
    functions: `${scoreFunctions(attention, inputs)}\n${finishFunction(attention, parts)}`,
    bindings: {
      ...scoreBindings(attention),
      ...(parts === 1 ? { result: RESULT } : { parts: scratch }),
    },
    workgroups: [rows, parts, 1],
  };
  return parts === 1 ? [call] : [call, joinCall(attention, parts, scratch)];
}

/** WGSL of what becomes of a workgroup's sums. */
function finishFunction({ result }: Attention, parts: number): string {
  const head = `fn finish(batch: u32, head: u32, step: u32, quad: u32, sum: vec4f, best: f32, total: f32, group: vec3u)`;
  if (parts === 1)
    return `${resultFunctions(result)}
${head} { store(batch, head, step, quad, shareOf(sum, total)); }`;
  return `@group(1) @binding(7) var<storage, read_write> parts: array<vec4f>;
${head} {
  let base = (group.x * ${parts}u + group.y) * (VALUE_QUADS + 1u);
  parts[base + quad] = sum;
  if (quad == 0u) { parts[base + VALUE_QUADS] = vec4f(best, total, 0.0, 0.0); }
}`;
}

function joinCall(attention: Attention, parts: number, scratch: KernelBuffer): KernelCall {
  const { query, value, result } = attention;
  const count = query.batch * query.heads * query.steps * quadsOf(value);
  return {
    shader: { path: 'shaders/ops/attention-join.wgsl', code: joinWgsl },
    constants: {
      COUNT: count,
      PARTS: parts,
      HEADS: query.heads,
      QUERIES: query.steps,
      VALUE_QUADS: quadsOf(value),
    },
    functions: `${weightFunction()}\n${resultFunctions(result)}`,
    bindings: { parts: scratch, result: RESULT },
    workgroups: flatWorkgroups(count),
  };
}

/** The kernels of few queries without lanes that wait for each other: scores first, then values. */
export function scoreCalls(attention: Attention, inputs: readonly TensorType[]): KernelCall[] {
  const { query, key, value } = attention;
  const lines = query.batch * query.heads * query.steps;
  const scores: KernelBuffer = { kind: 'scratch', name: 'scores', elements: lines * key.steps };
  const call = (path: string, code: string, count: number, more = ''): KernelCall => ({
    shader: { path, code },
    constants: { ...scoreConstants(attention), COUNT: count },
    functions: `${scoreFunctions(attention, inputs)}\n${more}`,
    bindings: { ...scoreBindings(attention), scores, ...(more && { result: RESULT }) },
    workgroups: flatWorkgroups(count),
  });
  return [
    call('shaders/ops/attention-scores.wgsl', scoresWgsl, lines * key.steps),
    call(
      'shaders/ops/attention-values.wgsl',
      valuesWgsl,
      lines * quadsOf(value),
      resultFunctions(attention.result),
    ),
  ];
}

const TILE = 32;
const SIDE = 8;
/** Quads of values that an invocation sums at most: more would leave the registers. */
const MOST_SUMS = 4;

/** The kernel of many queries: 32 queries a workgroup walk the keys 32 at a time. */
export function tileCall(attention: Attention, inputs: readonly TensorType[]): KernelCall {
  const { query, value } = attention;
  const sums = Math.min(MOST_SUMS, Math.ceil(quadsOf(value) / SIDE));
  const slices = Math.ceil(quadsOf(value) / (SIDE * sums));
  return {
    shader: { path: 'shaders/ops/attention-tiles.wgsl', code: tilesWgsl },
    constants: { ...scoreConstants(attention), VALUE_SLICE: sums * SIDE },
    functions: `${scoreFunctions(attention, inputs)}\n${resultFunctions(attention.result)}
${sumFunctions(attention, sums)}`,
    bindings: { ...scoreBindings(attention), result: RESULT },
    workgroups: [Math.ceil(query.steps / TILE), query.batch * query.heads, slices],
  };
}

/** WGSL of an invocation's sums of values: `count` named matrices, one column a query. */
function sumFunctions({ value }: Attention, count: number): string {
  const all = Array.from({ length: count }, (_, i) => i);
  const quads = quadsOf(value);
  const lines = (text: (i: number) => string) => all.map(text).join('\n');
  return `struct Sums {
${lines((i) => `  s${i}: mat4x4f,`)}
}
fn noSums() -> Sums { return Sums(${all.map(() => 'mat4x4f()').join(', ')}); }
fn scaled(m: mat4x4f, factor: vec4f) -> mat4x4f {
  return mat4x4f(m[0] * factor.x, m[1] * factor.y, m[2] * factor.z, m[3] * factor.w);
}
fn added(m: mat4x4f, v: vec4f, w: vec4f) -> mat4x4f {
  return mat4x4f(m[0] + v * w.x, m[1] + v * w.y, m[2] + v * w.z, m[3] + v * w.w);
}
fn scaleSums(sums: ptr<function, Sums>, factor: vec4f) {
${lines((i) => `  (*sums).s${i} = scaled((*sums).s${i}, factor);`)}
}
fn addValues(sums: ptr<function, Sums>, weights: vec4f, place: u32, quad: u32) {
${lines((i) => `  (*sums).s${i} = added((*sums).s${i}, valueFour(place, min(quad + ${i * SIDE}u, ${quads - 1}u)), weights);`)}
}
fn storeColumns(m: mat4x4f, total: vec4f, batch: u32, head: u32, step: u32, quad: u32) {
  if (quad >= VALUE_QUADS) { return; }
  for (var i = 0u; i < min(4u, QUERIES - min(step, QUERIES)); i++) {
    store(batch, head, step + i, quad, shareOf(m[i], total[i]));
  }
}
fn storeSums(sums: Sums, total: vec4f, batch: u32, head: u32, step: u32, quad: u32) {
${lines((i) => `  storeColumns(sums.s${i}, total, batch, head, step, quad + ${i * SIDE}u);`)}
}`;
}

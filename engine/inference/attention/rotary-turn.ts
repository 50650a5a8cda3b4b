import { fail } from '../../core/errors.ts';
import type { KernelBuffer, KernelData } from '../op.ts';

/** How positions turn the numbers of a head. */
export interface RotaryAttributes {
  /** Numbers of a head that are turned, from the first on; all when absent. */
  readonly dimensions?: number | undefined;
  /** Pairs are neighbours (2i, 2i + 1), rather than i and i + dimensions / 2. */
  readonly interleaved?: boolean | undefined;
  /** Wavelengths grow from 2π to 2π times this; 10000 when absent. */
  readonly theta?: number | undefined;
}

/** A rotation with every number in place. */
export interface Rotary {
  /** Numbers of a head. */
  readonly head: number;
  /** Pairs that are turned. */
  readonly half: number;
  readonly interleaved: boolean;
  readonly theta: number;
}

/** Reads a rotation. @throws InstrumentError when the pairs do not fit in a head */
export function readRotary(head: number, attributes: RotaryAttributes): Rotary {
  const { dimensions = head, interleaved = false, theta = 10_000 } = attributes;
  if (dimensions < 0 || dimensions > head || dimensions % 2 !== 0) {
    fail({
      subject: 'The numbers of a head that are turned',
      constraint: `be even and at most ${head}`,
      got: dimensions,
      remedy: 'correct the dimensions',
    });
  }
  return { head, half: dimensions / 2, interleaved, theta };
}

/** Places of a pair in its head. */
function pairOf(i: number, { half, interleaved }: Rotary): readonly [number, number] {
  return interleaved ? [2 * i, 2 * i + 1] : [i, i + half];
}

/** Radians a position that a pair is turned by. @source J. Su et al., "RoFormer", 2021, eq. 15 */
function frequency(i: number, { half, theta }: Rotary): number {
  return theta ** (-i / half);
}

/** Turns a head that lies at `start` in place. */
export function turnOnCpu(
  data: { [index: number]: number },
  start: number,
  position: number,
  rotary: Rotary,
): void {
  for (let i = 0; i < rotary.half; i++) {
    const [a, b] = pairOf(i, rotary).map((place) => start + place) as [number, number];
    const angle = position * frequency(i, rotary);
    const [x, y] = [data[a] ?? 0, data[b] ?? 0];
    data[a] = x * Math.cos(angle) - y * Math.sin(angle);
    data[b] = x * Math.sin(angle) + y * Math.cos(angle);
  }
}

/** Positions are written in digits of this base, so that every angle is a sum of known ones. */
const DIGIT = 64;
const DIGITS = 4;

const tables = new Map<string, KernelData>();

/**
 * Cosine and sine `[DIGITS][DIGIT][half][2]` of what each digit of a position turns each pair by:
 * WGSL's own are inexact, above all for the large angles of late positions. One object for equal
 * rotations, so that the layers of a net share the buffer.
 */
function turnTable(rotary: Rotary): KernelData {
  const key = `${rotary.half} ${rotary.theta}`;
  const known = tables.get(key);
  if (known) return known;
  const { half } = rotary;
  const values = new Float32Array(Math.max(1, DIGITS * DIGIT * half * 2));
  for (let row = 0; row < DIGITS * DIGIT; row++) {
    const position = (row % DIGIT) * DIGIT ** Math.floor(row / DIGIT);
    for (let i = 0; i < half; i++) {
      const angle = position * frequency(i, rotary);
      values.set([Math.cos(angle), Math.sin(angle)], (row * half + i) * 2);
    }
  }
  const made: KernelData = { type: 'f32', values };
  tables.set(key, made);
  return made;
}

/**
 * WGSL `fn turned(pair: vec2f, i: u32, position: i32) -> vec2f` and `fn pairOf(i: u32) -> vec2u`, with
 * the variable `turns` at `binding`. Positions are held within 0 and 2^24.
 */
export function turnFunctions(rotary: Rotary, binding: number): string {
  const { half, interleaved } = rotary;
  const pair = interleaved ? 'vec2u(2u * i, 2u * i + 1u)' : `vec2u(i, i + ${half}u)`;
  return `@group(1) @binding(${binding}) var<storage, read> turns: array<vec2f>;
fn pairOf(i: u32) -> vec2u { return ${pair}; }
fn turned(pair: vec2f, i: u32, position: i32) -> vec2f {
  var both = pair;
  var left = u32(max(position, 0));
  for (var digit = 0u; digit < ${DIGITS}u; digit++) {
    if (left == 0u) { break; }
    let turn = turns[(digit * ${DIGIT}u + left % ${DIGIT}u) * ${half}u + i];
    both = vec2f(both.x * turn.x - both.y * turn.y, both.x * turn.y + both.y * turn.x);
    left /= ${DIGIT}u;
  }
  return both;
}`;
}

/** The buffer behind `turns`. */
export function turnBuffer(rotary: Rotary): KernelBuffer {
  return { kind: 'data', name: 'turns', data: turnTable(rotary) };
}

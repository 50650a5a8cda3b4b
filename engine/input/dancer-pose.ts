import { type Vec3, vec3 } from 'wgpu-matrix';
import { clamp, lerp, modulo, smoothstep } from '../core/numeric.ts';
import type { Beats, Seconds, Unit01 } from '../core/units.ts';

/** What the dancer hears in a frame. */
export interface DancerCues {
  readonly seconds: Seconds;
  readonly beat: Beats;
  readonly rms: Unit01;
  readonly mid: Unit01;
  readonly lowOnset: Unit01;
}

/**
 * Floats of the pose, `array<vec4f, 48>`: bone i from [2 i] (xyz, radius w) to [2 i + 1]; then, from
 * 44 on, head forward (w light), head up (w turn of the body), eye of the camera (w flare of the
 * skirt), its aim. Metres, y up, the camera on the side of positive z.
 */
export const POSE_FLOATS = 48 * 4;

const HEAD = 44;
const LIMBS = 8;
const SKIRT = 20;
const PLAIT = 21;
/** Beats of a round; its last quarter is a turn on one foot, and every second round is mirrored. */
const ROUND: Beats = 16;
const X = vec3.create(1, 0, 0);
const Y = vec3.create(0, 1, 0);
const Z = vec3.create(0, 0, 1);
const UPPER_ARM = 0.275;
const FOREARM = 0.245;
const THIGH = 0.425;
const SHIN = 0.42;

/** Where the hands go, one key every two beats: sideways, up and forward from the chest. */
const LEFT_KEYS = [
  [-0.54, 0.06, 0.12],
  [-0.14, 0.6, 0.06],
  [-0.13, 0.58, 0.06],
  [-0.5, -0.12, 0.16],
  [-0.22, 0.02, 0.46],
  [-0.58, 0.22, -0.06],
  [-0.16, 0.57, 0.12],
  [-0.44, 0.4, 0.02],
].map(toVec3);
const RIGHT_KEYS = [
  [0.54, 0.06, 0.12],
  [0.55, 0.08, 0.1],
  [0.13, 0.58, 0.06],
  [0.2, 0.56, 0.1],
  [0.34, -0.1, 0.4],
  [0.1, -0.36, 0.24],
  [0.57, 0.12, -0.12],
  [0.44, 0.4, 0.02],
].map(toVec3);

function toVec3([x = 0, y = 0, z = 0]: readonly number[]): Vec3 {
  return vec3.create(x, y, z);
}

/** `from` + `a` s + `b` t + `c` u, into `dst`. */
function place(dst: Vec3, from: Vec3, a: Vec3, s: number, b = Y, t = 0, c = Y, u = 0): Vec3 {
  for (let i = 0; i < 3; i++) {
    dst[i] = (from[i] ?? 0) + (a[i] ?? 0) * s + (b[i] ?? 0) * t + (c[i] ?? 0) * u;
  }
  return dst;
}

/** From 0 to 1 with rest at both ends. */
function smootherstep(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}

/** Dances: writes the pose of a frame, without allocating. */
export class DancerPose {
  /** {@link POSE_FLOATS} floats. */
  readonly values: Float32Array;
  #beat: Beats = 0;
  #mid: Unit01 = 0;
  /** 1 or -1: the direction in which the dancer turns. */
  #way = 1;
  /** How far it stands on its toes, how far the turn is, and how fast. */
  #onToe = 0;
  #turning = 0;
  #spinning = 0;
  #yaw = 0;
  readonly #across = vec3.create();
  readonly #ahead = vec3.create();
  readonly #up = vec3.create();
  readonly #pelvis = vec3.create();
  readonly #waist = vec3.create();
  readonly #chest = vec3.create();
  readonly #chestAcross = vec3.create();
  readonly #chestAhead = vec3.create();
  readonly #headAhead = vec3.create();
  readonly #headUp = vec3.create();
  // Places in between.
  readonly #a = vec3.create();
  readonly #b = vec3.create();
  readonly #root = vec3.create();
  readonly #goal = vec3.create();
  readonly #pole = vec3.create();
  readonly #middle = vec3.create();
  readonly #end = vec3.create();
  readonly #along = vec3.create();
  readonly #side = vec3.create();

  /** @param values where the pose is written, {@link POSE_FLOATS} floats */
  constructor(values: Float32Array) {
    this.values = values;
  }

  update({ seconds, beat, rms, mid, lowOnset }: DancerCues): void {
    this.#beat = beat;
    this.#mid = mid;
    this.#turn();
    this.#body(lowOnset);
    this.#head();
    for (const side of [0, 1] as const) {
      this.#arm(side);
      this.#leg(side);
    }
    this.#skirt();
    this.#write(HEAD, this.#headAhead, 1 + 0.25 * lowOnset + 0.15 * rms);
    this.#write(HEAD + 1, this.#headUp, this.#yaw);
    this.#camera(seconds);
  }

  /** Sine of what swings with the beat. @param rate half turns a beat */
  #swing(rate: number, phase = 0): number {
    return Math.sin(Math.PI * rate * this.#beat + phase);
  }

  #isMirrored(): boolean {
    return (Math.floor(this.#beat / ROUND) & 1) === 1;
  }

  /** Beats 12 to 15 of each round are a turn on one foot. */
  #turn(): void {
    const round = this.#beat - ROUND * Math.floor(this.#beat / ROUND);
    const turning = clamp((round - 12) / 3, 0, 1);
    this.#way = this.#isMirrored() ? -1 : 1;
    this.#turning = turning;
    this.#spinning = (30 * (turning * (1 - turning)) ** 2) / 1.875;
    this.#onToe = smoothstep(0, 0.25, turning) * (1 - smoothstep(0.8, 1, turning));
    this.#yaw =
      0.45 * this.#swing(0.25, 0.6) + this.#way * 2 * Math.PI * smootherstep(this.#turning);
    vec3.set(Math.cos(this.#yaw), 0, -Math.sin(this.#yaw), this.#across);
    vec3.set(Math.sin(this.#yaw), 0, Math.cos(this.#yaw), this.#ahead);
  }

  /** Pelvis, spine and shoulders. */
  #body(lowOnset: Unit01): void {
    const flat = 1 - this.#onToe;
    const sway = this.#swing(0.5) * (1 - 0.8 * this.#onToe);
    const dip = 0.04 * (0.5 + 0.5 * this.#swing(2, 0.5 * Math.PI)) + 0.03 * lowOnset;
    vec3.set(0.17 * sway, 0.93 - dip * flat + 0.06 * this.#onToe, 0, this.#pelvis);
    const leanAcross = -0.2 * sway + 0.1 * this.#swing(0.25);
    const leanAhead = 0.08 * this.#swing(0.5, 1.1) - 0.05;
    const up = place(this.#up, Y, this.#across, leanAcross, this.#ahead, leanAhead);
    vec3.normalize(up, up);
    const twist = this.#yaw + 0.35 * this.#swing(0.5, 0.4) * flat;
    vec3.set(Math.cos(twist), 0.16 * sway, -Math.sin(twist), this.#chestAcross);
    vec3.normalize(this.#chestAcross, this.#chestAcross);
    vec3.cross(this.#chestAcross, up, this.#chestAhead);
    vec3.normalize(this.#chestAhead, this.#chestAhead);
    place(this.#waist, this.#pelvis, Y, 0.13, this.#across, 0.03 * leanAcross);
    place(this.#chest, this.#waist, up, 0.27);

    const [chest, chestAcross, waist] = [this.#chest, this.#chestAcross, this.#waist];
    place(this.#a, chest, chestAcross, -0.145);
    this.#bone(5, this.#a, 0.052, place(this.#b, chest, chestAcross, 0.145), 0.052);
    place(this.#a, chest, up, -0.085);
    this.#bone(6, this.#a, 0.112, place(this.#b, waist, up, 0.01), 0.088);
    this.#bone(7, waist, 0.092, place(this.#b, this.#pelvis, Y, -0.03), 0.135);
  }

  /** Head, neck and hair. */
  #head(): void {
    const [a, b, up, across] = [this.#a, this.#b, this.#up, this.#across];
    const [ahead, headUp] = [this.#headAhead, this.#headUp];
    const gaze = 0.5 * this.#swing(0.25, 2) * (1 - this.#onToe);
    place(ahead, this.#chestAhead, across, gaze, Y, 0.18 + 0.2 * this.#swing(0.25));
    vec3.normalize(ahead, ahead);
    place(headUp, up, across, 0.18 * this.#swing(0.5, 0.5));
    place(headUp, headUp, ahead, -vec3.dot(headUp, ahead));
    vec3.normalize(headUp, headUp);
    const neck = place(this.#root, this.#chest, up, 0.07);
    const head = place(this.#middle, neck, up, 0.12, headUp, 0.075, ahead, 0.02);

    place(a, head, headUp, 0.012);
    this.#bone(0, a, 0.094, place(b, head, ahead, -0.022, headUp, 0.018), 0.094);
    place(a, head, ahead, 0.018, headUp, -0.02);
    this.#bone(1, a, 0.074, place(b, head, ahead, 0.034, headUp, -0.078), 0.04);
    place(a, head, ahead, -0.022, headUp, 0.034);
    this.#bone(2, a, 0.099, place(b, head, ahead, -0.05, headUp, -0.02), 0.084);
    place(a, neck, up, -0.03);
    this.#bone(4, a, 0.05, place(b, head, headUp, -0.06, ahead, -0.012), 0.043);

    const bun = place(a, head, ahead, -0.085, headUp, 0.055);
    const back = -0.1 - 0.16 * this.#spinning;
    const down = -0.27 + 0.16 * this.#spinning;
    const tail = place(b, bun, ahead, back, Y, down, across, -this.#way * 0.12 * this.#spinning);
    place(tail, tail, X, -0.16 * this.#swing(0.5, 0.5 * Math.PI - 0.5), Z, 0.04 * this.#swing(1));
    const plait = vec3.lerp(bun, tail, 0.45, this.#end);
    place(plait, plait, ahead, -0.03);
    this.#bone(3, bun, 0.042, plait, 0.036);
    this.#bone(PLAIT, plait, 0.036, tail, 0.01);
  }

  /** @param side 0 for the left of the picture */
  #arm(side: 0 | 1): void {
    const [chest, up, across] = [this.#chest, this.#up, this.#chestAcross];
    const sign = side * 2 - 1;
    const shoulder = place(this.#root, chest, across, sign * 0.165, up, 0.012);
    const goal = this.#handGoal(side);
    const folding = this.#onToe * 0.85 * (1 - smoothstep(0.55, 0.9, this.#turning));
    const [x, y, z] = [
      lerp(goal[0] ?? 0, sign * 0.1, folding),
      lerp(goal[1] ?? 0, 0.06, folding),
      lerp(goal[2] ?? 0, 0.34, folding),
    ];
    place(goal, chest, across, x, up, y, this.#chestAhead, z);
    vec3.mulScalar(across, sign, this.#pole);
    place(this.#pole, this.#pole, up, -0.45, this.#chestAhead, -0.5);
    this.#reach(UPPER_ARM, FOREARM);
    const [elbow, wrist] = [this.#middle, this.#end];
    this.#bone(LIMBS + side, shoulder, 0.046, elbow, 0.029);
    this.#bone(LIMBS + 2 + side, elbow, 0.03, wrist, 0.018);

    const fingers = vec3.sub(wrist, elbow, this.#along);
    vec3.normalize(fingers, fingers);
    const flick = 0.5 * this.#swing(1, side * 1.3);
    place(fingers, fingers, up, flick, across, sign * 0.25);
    vec3.normalize(fingers, fingers);
    place(this.#a, wrist, fingers, 0.03);
    this.#bone(LIMBS + 4 + side, this.#a, 0.021, place(this.#b, wrist, fingers, 0.15), 0.009);
  }

  /** Goal of a hand; every second round is danced in the mirror. */
  #handGoal(side: 0 | 1): Vec3 {
    const mirrored = this.#isMirrored();
    const keys = (side === 0) === mirrored ? RIGHT_KEYS : LEFT_KEYS;
    const key = Math.floor(this.#beat * 0.5);
    const before = keys[modulo(key - 1, keys.length)] ?? Y;
    const next = keys[modulo(key, keys.length)] ?? Y;
    // Off at once, there before the next key, then a short rest.
    const part = smootherstep(clamp((this.#beat * 0.5 - key) * 1.3, 0, 1));
    const goal = vec3.lerp(before, next, part, this.#goal);
    // Hands travel on arcs, not on straight lines.
    const arc = Math.sin(Math.PI * part) * vec3.distance(before, next);
    place(goal, goal, Y, 0.1 * arc, Z, 0.16 * arc);
    if (mirrored) place(goal, goal, X, -2 * (goal[0] ?? 0));
    const lift = 0.045 + 0.05 * this.#mid;
    const forward = lift * this.#swing(0.75, side * 1.275 + 0.5 * Math.PI);
    const sideways = lift * this.#swing(0.5, side * 0.85);
    return place(goal, goal, X, sideways, Y, lift * this.#swing(1, side * 1.7), Z, forward);
  }

  /** Steps from side to side; a foot is lifted while it travels. */
  #leg(side: 0 | 1): void {
    const [across, ahead] = [this.#across, this.#ahead];
    const [sign, onToe] = [side * 2 - 1, this.#onToe];
    const phase = -0.5 * Math.PI * (0.35 + 0.3 * side);
    const step = 1.6 * this.#swing(0.5, phase);
    const goesOut = this.#swing(0.5, phase + 0.5 * Math.PI) * sign >= 0;
    const moving = goesOut ? Math.max(0, 1 - Math.abs(step)) : 0;
    const hip = place(this.#root, this.#pelvis, across, sign * 0.085, Y, -0.04);
    const isFree = sign * this.#way < 0;
    const ankle = vec3.set(0.15 * clamp(step, -1, 1), 0.085 + 0.13 * moving, 0, this.#goal);
    place(ankle, ankle, across, sign * 0.135, ahead, 0.1 * sign * this.#swing(0.25));
    const onOneFoot = isFree
      ? place(this.#a, hip, Y, -0.47, across, sign * 0.02, ahead, 0.1)
      : vec3.set(this.#pelvis[0] ?? 0, 0.15, this.#pelvis[2] ?? 0, this.#a);
    vec3.lerp(ankle, onOneFoot, onToe, ankle);
    place(this.#pole, ahead, across, sign * lerp(0.45, isFree ? 1.6 : 0.1, onToe));
    this.#reach(THIGH, SHIN);
    const [knee, foot] = [this.#middle, this.#end];
    this.#bone(LIMBS + 6 + side, hip, 0.088, knee, 0.047);
    this.#bone(LIMBS + 8 + side, knee, 0.049, foot, 0.026);

    const flat = place(this.#a, ahead, across, sign * 0.5);
    vec3.normalize(flat, flat);
    const pointing = vec3.sub(foot, knee, this.#b);
    vec3.normalize(pointing, pointing);
    const pointed = Math.max(onToe, Math.min(1, moving * 1.5));
    const toes = place(this.#b, foot, pointing, 0.15 * pointed, flat, lerp(0.15, 0.03, pointed));
    place(toes, toes, Y, -0.055 * (1 - pointed));
    this.#bone(LIMBS + 10 + side, foot, 0.029, toes, 0.018);
  }

  /** The skirt swings after the hips and opens in the turn. */
  #skirt(): void {
    const drift = -0.1 * this.#swing(0.5, 0.5 * Math.PI - 0.4) * (1 - this.#onToe);
    const length = 0.37 - 0.15 * this.#spinning;
    place(this.#a, this.#waist, Y, -0.02);
    place(this.#b, this.#pelvis, Y, -length, this.#across, drift, this.#ahead, 0.02);
    const flare = 0.27 + 0.035 * this.#swing(1) + 0.2 * this.#spinning;
    this.#bone(SKIRT, this.#a, 0.09, this.#b, flare);
  }

  /** The camera drifts around the dancer, and slowly comes nearer and goes back. */
  #camera(seconds: Seconds): void {
    const drift = 0.16 * Math.sin(seconds * 0.11);
    const close = 0.5 - 0.5 * Math.cos(seconds * 0.08);
    const distance = lerp(4.35, 3.6, close);
    vec3.set(
      Math.sin(drift) * distance,
      lerp(1.02, 1.12, close),
      Math.cos(drift) * distance,
      this.#a,
    );
    this.#write(HEAD + 2, this.#a, this.#spinning);
    this.#write(HEAD + 3, vec3.set(0, lerp(0.98, 1.1, close), 0, this.#a), 0);
  }

  /** Finds the middle joint and the end of a limb of two bones that reaches from root to goal, bent
   * towards the pole. */
  #reach(upper: number, lower: number): void {
    const [root, along, side] = [this.#root, this.#along, this.#side];
    vec3.sub(this.#goal, root, along);
    const reach = vec3.length(along);
    vec3.normalize(along, along);
    const span = clamp(reach, Math.abs(upper - lower) + 0.01, upper + lower - 0.005);
    const cosine = (upper * upper + span * span - lower * lower) / (2 * upper * span);
    place(side, this.#pole, along, -vec3.dot(this.#pole, along));
    vec3.normalize(side, side);
    const sine = Math.sqrt(Math.max(0, 1 - cosine * cosine));
    place(this.#middle, root, along, upper * cosine, side, upper * sine);
    place(this.#end, root, along, Math.min(reach, upper + lower - 0.005));
  }

  #bone(index: number, a: Vec3, radiusA: number, b: Vec3, radiusB: number): void {
    this.#write(2 * index, a, radiusA);
    this.#write(2 * index + 1, b, radiusB);
  }

  #write(row: number, from: Vec3, w: number): void {
    for (let i = 0; i < 3; i++) this.values[row * 4 + i] = from[i] ?? 0;
    this.values[row * 4 + 3] = w;
  }
}

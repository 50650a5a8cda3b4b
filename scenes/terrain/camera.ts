import { mat4, vec3 } from 'wgpu-matrix';
import { lerp, smoothingShare } from '../../engine/core/numeric.ts';
import type { Random } from '../../engine/core/random.ts';
import type { Seconds, Size, Unit01 } from '../../engine/core/units.ts';

/** Where the camera may stand and look: metres of the world, radians of roll. */
interface Pose {
  readonly x: number;
  readonly y: number;
  readonly lookX: number;
  readonly lookY: number;
  readonly roll: number;
}

/** What moves the camera in a frame. */
export interface CameraMoves {
  /** Bars since the transport started, with their fraction. */
  readonly bars: number;
  readonly elapsed: Seconds;
  readonly drop: Unit01;
  /** How far it moves at all. */
  readonly travel: Unit01;
  /** Level of the water, which it stays above. */
  readonly water: number;
}

/** The camera of the terrain: it glides to another place every few bars and lifts at a drop. */
export interface Camera {
  /**
   * Moves the camera and writes it to a `World` uniform: both projections from float 0 on, eye
   * at 32, and half the picture's right, up and forward at 36, 40 and 44.
   */
  move(moves: CameraMoves, world: Float32Array): void;
}

const BARS_PER_POSE = 4;
const POSES = 12;
/** Time constant with which the camera follows, so that a new tempo does not shake it. */
const FOLLOW: Seconds = 1.1;
const NEAR = 0.08;
const FAR = 60;
/** Tangent of half the field of view along the picture's shorter and longer side at most. */
const HALF_VIEW = 0.52;
/** Where the viewer stands behind the nearest row. */
const STAND = 0.25;
const REST: Pose = { x: 0, y: 1.05, lookX: 0, lookY: 0.62, roll: 0 };

function randomPose(random: Random): Pose {
  return {
    x: random.range(-1.5, 1.5),
    y: random.range(0.85, 1.75),
    lookX: random.range(-2.2, 2.2),
    lookY: random.range(0.35, 1.05),
    roll: random.range(-0.035, 0.035),
  };
}

const ease = (t: number) => t * t * (3 - 2 * t);

/** A camera with its own poses for a picture of `size`. */
export function createCamera(random: Random, size: Size): Camera {
  const poses = Array.from({ length: POSES }, () => randomPose(random));
  const aspect = size.width / size.height;
  // A tall picture sees higher, a wide one farther to the sides.
  const halfHeight = aspect >= 1 ? HALF_VIEW : Math.min(HALF_VIEW / aspect, 1.15);
  const projection = mat4.perspective(2 * Math.atan(halfHeight), aspect, NEAR, FAR);
  const at = { x: REST.x, y: REST.y, lookX: REST.lookX, lookY: REST.lookY, roll: 0 };
  const [eye, look, up] = [vec3.create(), vec3.create(), vec3.create()];
  const [forward, right, upward] = [vec3.create(), vec3.create(), vec3.create()];
  const view = mat4.create();
  const upsideDown = mat4.create();
  let started = false;

  const follow = ({ bars, elapsed, travel, drop }: CameraMoves) => {
    const place = Math.max(0, bars / BARS_PER_POSE);
    const index = Math.floor(place);
    const from = poses[index % POSES] ?? REST;
    const to = poses[(index + 1) % POSES] ?? REST;
    const share = started ? smoothingShare(elapsed, FOLLOW) : 1;
    started = true;
    for (const axis of ['x', 'y', 'lookX', 'lookY', 'roll'] as const) {
      const wanted = lerp(from[axis], to[axis], ease(place - index));
      at[axis] += (lerp(REST[axis], wanted, travel) - at[axis]) * share;
    }
    vec3.set(at.x, at.y + 1.3 * drop * travel, STAND, eye);
    vec3.set(at.lookX, at.lookY - 0.4 * drop * travel, -7, look);
  };

  const writeRays = (world: Float32Array) => {
    vec3.normalize(vec3.subtract(look, eye, forward), forward);
    vec3.normalize(vec3.cross(forward, up, right), right);
    vec3.cross(right, forward, upward);
    for (let i = 0; i < 3; i++) {
      world[32 + i] = eye[i] ?? 0;
      world[36 + i] = (right[i] ?? 0) * halfHeight * aspect;
      world[40 + i] = (upward[i] ?? 0) * halfHeight;
      world[44 + i] = forward[i] ?? 0;
    }
  };

  return {
    move(moves, world) {
      follow(moves);
      const { water } = moves;
      eye[1] = Math.max(eye[1] ?? 0, water + 0.35);
      vec3.set(Math.sin(at.roll), Math.cos(at.roll), 0, up);
      mat4.multiply(projection, mat4.lookAt(eye, look, up, view), view);
      world.set(view, 0);
      // The mirror: y goes to 2 water - y.
      mat4.identity(upsideDown);
      upsideDown[5] = -1;
      upsideDown[13] = 2 * water;
      world.set(mat4.multiply(view, upsideDown, upsideDown), 16);
      writeRays(world);
    },
  };
}

import { type Vec3, vec3 } from 'wgpu-matrix';
import { clamp, lerp, smoothstep } from '../core/numeric.ts';
import { encodeSrgb } from '../core/srgb.ts';
import type { Beats, Seconds, Size } from '../core/units.ts';
import { DancerPose, POSE_FLOATS } from './dancer-pose.ts';

/**
 * A small drawing of the demo source on the processor, for those who need its pixels: the GPU's own
 * picture never comes back from there. Figure, stage and lamps are those of `shaders/input/demo.wgsl`
 * without shadows, reflections and folds; a test holds the two against each other. The dancer moves as
 * in silence, so that what the music makes of it does not move it in turn.
 */

const BONES = 22;
const SKIRT = 20;
const EYE = 46;
const AIM = 47;
const ZOOM = 0.262;
/** Nothing of the dancer is further than this from the middle of the stage. */
const REACH = 1;
const MIDDLE_LOW = vec3.create(0, 0.3, 0);
const MIDDLE_HIGH = vec3.create(0, 1.5, 0);
const LAMP = vec3.create(-2.2, 3.7, 1.7);
const LAMP_FOOT = vec3.create(0, 0.4, 0);
const LAMP_COLOUR = [2.35, 1.857, 1.316] as const;
const TOP = vec3.create(-1.25, 4.3, -1.35);
const TOP_FOOT = vec3.create(0.05, 0, 0.1);
const TOP_COLOUR = [1.1, 0.946, 0.726] as const;
/** What comes from the sky, and from the lamps behind over the outline. */
const FILL = [0.04, 0.09, 0.15] as const;
const FLOOR = [0.2, 0.17, 0.155] as const;
const AMBIENT = [0.012, 0.017, 0.03] as const;
const NIGHT = [0.007, 0.016, 0.026] as const;
const HAZE = [0.06, 0.05, 0.038] as const;

type Colour = readonly [r: number, g: number, b: number];
const SKIN: Colour = [0.47, 0.262, 0.178];
const CLOTH: Colour = [0.36, 0.012, 0.03];
const HAIR: Colour = [0.022, 0.012, 0.009];
const SHOE: Colour = [0.42, 0.2, 0.16];

function materialOf(bone: number): Colour {
  if (bone === 2 || bone === 3 || bone === 21) return HAIR;
  if ((bone >= 5 && bone <= 7) || bone === SKIRT || bone === 14 || bone === 15) return CLOTH;
  return bone === 18 || bone === 19 ? SHOE : SKIN;
}

/** Highlights bend towards 1 instead of clipping, as in the shader. */
const rolledOff = (value: number) =>
  Math.min(value, 0.4) + 0.6 * (1 - Math.exp(-Math.max(value - 0.4, 0) / 0.6));

/** Draws the dancer's stage of any moment into few pixels. */
export class DancerSketch {
  readonly #size: Size;
  readonly #pose = new DancerPose(new Float32Array(POSE_FLOATS));
  readonly #cues = { seconds: 0, beat: 0, rms: 0, mid: 0, lowOnset: 0 };
  /** Places of the pose, views of its rows. */
  readonly #rows = Array.from({ length: POSE_FLOATS / 4 }, (_, row) =>
    this.#pose.values.subarray(row * 4, row * 4 + 4),
  );
  readonly #eye = this.#at(EYE);
  readonly #forward = vec3.create();
  readonly #right = vec3.create();
  readonly #up = vec3.create();
  readonly #ray = vec3.create();
  readonly #point = vec3.create();
  readonly #normal = vec3.create();
  readonly #toLamp = vec3.create();
  readonly #axis = vec3.create();
  /** Eye and ray of the pixel in hand, as plain numbers. */
  readonly #view = { eyeX: 0, eyeY: 0, eyeZ: 0, rayX: 0, rayY: 0, rayZ: 0 };
  /** Where the ray passed a segment last: place on the ray and on the segment, and the distance. */
  readonly #passed = { t: 0, h: 0, distance: 0 };
  readonly #colour = [0, 0, 0];
  readonly #figure = [0, 0, 0];

  /** @param size in pixels, of the picture's shape */
  constructor(size: Size) {
    this.#size = size;
  }

  /** @param into RGBA rows of sRGB from the top */
  draw(seconds: Seconds, beat: Beats, into: Uint8ClampedArray): void {
    this.#cues.seconds = seconds;
    this.#cues.beat = beat;
    this.#pose.update(this.#cues);
    this.#aim();
    const { width, height } = this.#size;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        this.#paint((x + 0.5) / width, (y + 0.5) / height, seconds);
        const at = (y * width + x) * 4;
        for (let i = 0; i < 3; i++)
          into[at + i] = 255 * encodeSrgb(rolledOff(this.#colour[i] ?? 0));
        into[at + 3] = 255;
      }
    }
  }

  #at(row: number): Float32Array {
    return this.#rows[row] as Float32Array;
  }

  #aim(): void {
    vec3.normalize(vec3.sub(this.#at(AIM), this.#eye, this.#forward), this.#forward);
    vec3.cross(this.#forward, vec3.set(0, 1, 0, this.#up), this.#right);
    vec3.normalize(this.#right, this.#right);
    vec3.cross(this.#right, this.#forward, this.#up);
  }

  #paint(u: number, v: number, seconds: Seconds): void {
    const { width, height } = this.#size;
    const ray = this.#ray;
    const x = ((u - 0.5) * 2 * ZOOM * width) / height;
    vec3.addScaled(this.#forward, this.#right, x, ray);
    vec3.addScaled(ray, this.#up, (0.5 - v) * 2 * ZOOM, ray);
    vec3.normalize(ray, ray);
    const view = this.#view;
    [view.eyeX, view.eyeY, view.eyeZ] = [this.#eye[0] ?? 0, this.#eye[1] ?? 0, this.#eye[2] ?? 0];
    [view.rayX, view.rayY, view.rayZ] = [ray[0] ?? 0, ray[1] ?? 0, ray[2] ?? 0];
    this.#stage();
    const cover = this.#dancer();
    const haze = this.#beam(seconds, cover > 0.5);
    const corner = 1 - 0.9 * ((u - 0.5) ** 2 + (0.9 * (v - 0.5)) ** 2);
    for (let i = 0; i < 3; i++) {
      const behind = (this.#colour[i] ?? 0) * (1 - cover) + (this.#figure[i] ?? 0);
      this.#colour[i] = (behind + (HAZE[i] ?? 0) * haze) * corner;
    }
  }

  /** Where the ray passes a segment. @source J. C. Hart, "Sphere Tracing" (1996) */
  #pass(a: Vec3, b: Vec3): void {
    const [ax, ay, az] = [a[0] as number, a[1] as number, a[2] as number];
    const [x, y, z] = [(b[0] as number) - ax, (b[1] as number) - ay, (b[2] as number) - az];
    const { eyeX, eyeY, eyeZ, rayX, rayY, rayZ } = this.#view;
    const [ox, oy, oz] = [eyeX - ax, eyeY - ay, eyeZ - az];
    const across = x * rayX + y * rayY + z * rayZ;
    const along = ox * rayX + oy * rayY + oz * rayZ;
    const start = x * ox + y * oy + z * oz;
    const bend = Math.max(x * x + y * y + z * z - across * across, 1e-6);
    const h = clamp((start - along * across) / bend, 0, 1);
    const t = Math.max(0, h * across - along);
    const dx = ox + t * rayX - h * x;
    const dy = oy + t * rayY - h * y;
    const dz = oz + t * rayZ - h * z;
    this.#passed.t = t;
    this.#passed.h = h;
    this.#passed.distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
  }

  /** The share of the pixel that bones cover; their light goes into `#figure`. */
  #dancer(): number {
    this.#figure.fill(0);
    const passed = this.#passed;
    this.#pass(MIDDLE_LOW, MIDDLE_HIGH);
    if (passed.distance > REACH) return 0;
    let open = 1;
    let weight = 0;
    for (let bone = 0; bone < BONES; bone++) {
      const [a, b] = [this.#at(2 * bone), this.#at(2 * bone + 1)];
      this.#pass(a, b);
      const radius = lerp(a[3] ?? 0, b[3] ?? 0, passed.h);
      // Half of a pixel where the bone is: what lies within it is the share that is covered.
      const half = (ZOOM / this.#size.height) * passed.t;
      const inside = Math.min(passed.distance + radius, half);
      const share = clamp((inside - Math.max(passed.distance - radius, -half)) / (2 * half), 0, 1);
      if (share <= 0) continue;
      open *= 1 - share;
      // What is nearer counts for more, as it hides the rest.
      const counts = share * Math.exp(-8 * (passed.t - 3));
      weight += counts;
      this.#light(bone, radius, counts);
    }
    const cover = 1 - open;
    for (let i = 0; i < 3; i++) this.#figure[i] = ((this.#figure[i] ?? 0) * cover) / (weight || 1);
    return cover;
  }

  /** Adds the lamp's light on a bone, where the ray passes it. */
  #light(bone: number, radius: number, counts: number): void {
    const { t, h, distance } = this.#passed;
    const [ray, axis, normal, point] = [this.#ray, this.#axis, this.#normal, this.#point];
    const [a, b] = [this.#at(2 * bone), this.#at(2 * bone + 1)];
    vec3.normalize(vec3.sub(b, a, axis), axis);
    vec3.addScaled(this.#eye, ray, t, point);
    const side = Math.min(1, distance / radius);
    // Towards the eye, across the bone.
    vec3.addScaled(vec3.negate(ray, normal), axis, vec3.dot(ray, axis), normal);
    vec3.normalize(normal, normal);
    vec3.mulScalar(normal, Math.sqrt(1 - side * side), normal);
    for (let i = 0; i < 3; i++) {
      const onBone = lerp(a[i] ?? 0, b[i] ?? 0, h);
      normal[i] = (normal[i] ?? 0) + (((point[i] ?? 0) - onBone) / (distance || 1)) * side;
    }
    vec3.normalize(vec3.sub(LAMP, point, this.#toLamp), this.#toLamp);
    const facing = clamp((vec3.dot(normal, this.#toLamp) + 0.18) / 1.18, 0, 1);
    const material = materialOf(bone);
    for (let i = 0; i < 3; i++) {
      const light = (LAMP_COLOUR[i] ?? 0) * facing + (FILL[i] ?? 0);
      this.#figure[i] = (this.#figure[i] ?? 0) + counts * (material[i] ?? 0) * light;
    }
  }

  /** How strongly a cone of light meets a point. */
  #cone(point: Vec3, lamp: Vec3, foot: Vec3, inner: number, outer: number): number {
    const axis = vec3.normalize(vec3.sub(foot, lamp, this.#axis), this.#axis);
    const along = vec3.dot(vec3.sub(point, lamp, this.#normal), axis);
    const off = Math.sqrt(Math.max(0, vec3.lenSq(this.#normal) - along * along));
    return smoothstep(outer, inner, off / Math.max(along, 0.01));
  }

  /** The curtain and the floor behind the dancer, into `#colour`. */
  #stage(): void {
    const [eye, ray, point] = [this.#eye, this.#ray, this.#point];
    const far = ((eye[2] ?? 0) + 2.6) / Math.max(-(ray[2] ?? 0), 0.05);
    const wallX = (eye[0] ?? 0) + far * (ray[0] ?? 0);
    const wallY = (eye[1] ?? 0) + far * (ray[1] ?? 0);
    const fall = 1 / (1 + (0.5 * (wallX - 0.25)) ** 2 + (0.72 * (wallY - 1.35)) ** 2);
    const drape = 0.86 + 0.14 * Math.sin(wallX * 7 + 0.7 * wallX * (1 - Math.abs(wallX) * 0.3));
    const pool = fall ** 3 * drape;
    this.#colour[0] = 0.024 * pool + 0.0018;
    this.#colour[1] = 0.063 * pool + 0.0022;
    this.#colour[2] = 0.102 * pool + 0.0034;
    if ((ray[1] ?? 0) >= -0.001) return;
    vec3.addScaled(eye, ray, -(eye[1] ?? 0) / (ray[1] ?? -1), point);
    const onFloor = smoothstep(-2.6, -1.7, point[2] ?? 0);
    if (onFloor <= 0) return;
    const [x, z] = [point[0] ?? 0, point[2] ?? 0];
    const middle = 1 / (1 + x * x + z * z);
    vec3.normalize(vec3.sub(LAMP, point, this.#toLamp), this.#toLamp);
    const front = 0.24 * (this.#toLamp[1] ?? 0) * this.#cone(point, LAMP, LAMP_FOOT, 0.14, 0.36);
    const top = 0.5 * this.#cone(point, TOP, TOP_FOOT, 0.165, 0.205);
    const boards = 0.93 + 0.07 * Math.sin(x * 9 + z);
    for (let i = 0; i < 3; i++) {
      const own = (AMBIENT[i] ?? 0) * 0.5 + (NIGHT[i] ?? 0) * middle * middle;
      const light = own + (LAMP_COLOUR[i] ?? 0) * front + (TOP_COLOUR[i] ?? 0) * top;
      const ground = (FLOOR[i] ?? 0) * light * boards;
      this.#colour[i] = (this.#colour[i] ?? 0) * (1 - onFloor) + ground * onFloor;
    }
  }

  /** Haze in the beam of the lamp above; the dancer hides what is behind. */
  #beam(seconds: Seconds, hidden: boolean): number {
    this.#pass(TOP, TOP_FOOT);
    const { t, h, distance } = this.#passed;
    const off = distance / (0.03 + 0.86 * h);
    if (off > 1.08 || hidden) return 0;
    const x = 2.6 * ((this.#eye[0] ?? 0) + t * (this.#ray[0] ?? 0));
    const y = 1.7 * ((this.#eye[1] ?? 0) + t * (this.#ray[1] ?? 0));
    const drift = Math.sin(x + seconds * 0.17 + 1.7 * Math.sin(y - seconds * 0.11));
    const density = (1.1 - 0.35 * off * off) / (0.3 + 1.5 * h);
    return smoothstep(1.08, 0.62, off) * density * (1 + 0.13 * drift);
  }
}

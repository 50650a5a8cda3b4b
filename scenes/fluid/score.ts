import { clamp, smoothingShare } from '../../engine/core/numeric.ts';
import type { Random } from '../../engine/core/random.ts';
import type { Seconds, Size } from '../../engine/core/units.ts';
import { createDropDetector } from '../../engine/stage/drop-detector.ts';
import type { SceneFrame } from '../../engine/stage/scene.ts';

/** One gesture in the water, in the units of `fluid-score.wgsl`, with its own time. */
interface Stroke {
  x: number;
  y: number;
  radius: number;
  heat: number;
  pushX: number;
  pushY: number;
  swell: number;
  ink: number;
  tone: number;
  accent: number;
  hollow: number;
  glow: number;
  /** Seconds since it began, and time constant with which it ends. */
  age: Seconds;
  fall: Seconds;
}

/** Strokes that can sound at once, and slow whirls; as in `fluid-score.wgsl`. */
const STROKES = 12;
const FLOATS_PER_STROKE = 12;
const GYRES = 4;
const SHAPES = 4;
const GYRES_AT = STROKES * FLOATS_PER_STROKE;
const SHAPES_AT = GYRES_AT + GYRES * 4;
const LIGHT_AT = SHAPES_AT + SHAPES;
const MOOD_AT = LIGHT_AT + 4;
/** Floats of the `Score` struct. */
export const SCORE_FLOATS = MOOD_AT + 4;

const ATTACK: Seconds = 0.03;
/** Time in which an onset's envelope must have risen by this much to count as a new one. */
const ONSET_RISE = 0.25;
const QUIET = 0.06;

/** Turns the music into gestures: what strikes where, where the bands burn, how light falls. */
export interface Score {
  /** Fullness of the music, 0 to 1. */
  readonly energy: number;
  /** Listens to a frame and writes the `Score` struct. */
  update(now: SceneFrame, into: Float32Array): void;
}

function restingStroke(): Stroke {
  return {
    ...{ x: 0, y: 0, radius: 0.1, heat: 0, pushX: 0, pushY: 0, swell: 0, ink: 0 },
    ...{ tone: 0.5, accent: 0, hollow: 0, glow: 0, age: 1e3, fall: 0.2 },
  };
}

/** Makes a score. @param aspect sides of the picture in its shorter side */
export function createScore(random: Random, aspect: Size): Score {
  const halfWidth = aspect.width / 2;
  const halfHeight = aspect.height / 2;
  const strokes = Array.from({ length: STROKES }, restingStroke);
  const shapes = new Float32Array(SHAPES);
  const turns = Array.from({ length: GYRES }, () => random.range(0, 2 * Math.PI));
  const music = createDropDetector();
  const before = { low: 0, high: 0, any: 0, bar: -1, drops: 0 };
  let [figure, shape, kicks, accent, pulse, idle] = [0, 0, 0, 0, 0, 0];
  const place = { x: 0, y: 0 };

  /** The stroke that is furthest past its end, wiped. */
  const freeStroke = (): Stroke => {
    let oldest = strokes[0] as Stroke;
    for (const stroke of strokes) {
      if (stroke.age / stroke.fall > oldest.age / oldest.fall) oldest = stroke;
    }
    oldest.heat = 0;
    oldest.pushX = 0;
    oldest.pushY = 0;
    oldest.swell = 0;
    oldest.ink = 0;
    oldest.accent = 0;
    oldest.hollow = 0;
    oldest.glow = 0;
    oldest.age = 0;
    return oldest;
  };

  const jet = (x: number, y: number, angle: number, power: number, radius: number): Stroke => {
    const stroke = freeStroke();
    stroke.x = x;
    stroke.y = y;
    stroke.radius = radius;
    stroke.pushX = Math.cos(angle) * power;
    stroke.pushY = Math.sin(angle) * power;
    stroke.heat = 0.25 * power;
    stroke.fall = 0.2;
    return stroke;
  };

  /** Water that wells up and pushes the ink away from a place. */
  const well = (x: number, y: number, radius: number, swell: number, fall: Seconds) => {
    const stroke = freeStroke();
    stroke.x = x;
    stroke.y = y;
    stroke.radius = radius;
    stroke.swell = swell;
    stroke.fall = fall;
  };

  /** A ring that waits for its ink. */
  const halo = (x: number, y: number, radius: number, fall: Seconds): Stroke => {
    const stroke = freeStroke();
    stroke.x = x;
    stroke.y = y;
    stroke.radius = radius;
    stroke.hollow = 1;
    stroke.fall = fall;
    return stroke;
  };

  const newBar = (bar: number) => {
    place.x = random.range(-0.55, 0.55) * halfWidth;
    place.y = random.range(-0.3, 0.45) * halfHeight;
    if (bar % 2 === 0) figure = (figure + 1 + random.index(3)) % 4;
    if (bar % 4 === 0) shape = (shape + 1 + random.index(SHAPES - 1)) % SHAPES;
  };

  /** A kick: what it does depends on the bars. */
  const kick = (punch: number, sound: number) => {
    kicks += 1;
    const side = kicks % 2 === 0 ? 1 : -1;
    const ink = 2 + 5 * sound;
    if (figure === 0) {
      for (const x of [place.x, -place.x]) {
        const plume = jet(x, 0.78 * halfHeight, -Math.PI / 2, 6 * punch, 0.075);
        plume.heat = 6;
        plume.glow = 0.3;
        plume.ink = ink;
        plume.tone = 0.45;
      }
    } else if (figure === 1) {
      well(place.x * side, place.y, 0.08, 8 * punch, 0.13);
      const ring = halo(place.x * side, place.y, 0.085, 0.13);
      ring.ink = 1.6 * ink;
      ring.heat = 3;
      ring.glow = 0.5;
      ring.tone = 0.62;
    } else if (figure === 2) {
      const inwards = side > 0 ? Math.PI : 0;
      const stroke = jet(0.88 * halfWidth * side, place.y, inwards, 9 * punch, 0.06);
      stroke.ink = ink;
      stroke.tone = 0.55;
    } else {
      const angle = kicks * 1.257;
      const [x, y] = [0.27 * Math.cos(angle), 0.27 * Math.sin(angle)];
      const stroke = jet(x, y, angle + 1.9, 8 * punch, 0.055);
      stroke.ink = ink;
      stroke.tone = 0.65;
    }
  };

  /** A hat: a spark of the answering colour. */
  const spark = (punch: number, sound: number) => {
    const x = place.x + random.range(-0.3, 0.3);
    const y = place.y + random.range(-0.25, 0.25);
    const stroke = jet(x, y, random.range(0, 2 * Math.PI), 5 * punch, 0.022);
    stroke.ink = 5 + 14 * sound;
    stroke.tone = 0.75;
    stroke.accent = 1;
    stroke.glow = 1.6;
    stroke.heat = 5;
    stroke.fall = 0.1;
  };

  /** The drop: a burst from the middle pushes everything out, behind a front of light. */
  const burst = (punch: number) => {
    well(0, 0.05, 0.16, 14 * (0.3 + punch), 0.3);
    const front = halo(0, 0.05, 0.2, 0.07);
    front.ink = 18;
    front.heat = 9;
    front.tone = 0.7;
    front.accent = 1;
    front.glow = 1.5;
  };

  /** A breath of ink in the silence, so that the water lives. */
  const breath = (strength: number) => {
    const x = random.range(-0.6, 0.6) * halfWidth;
    const y = random.range(-0.2, 0.7) * halfHeight;
    const stroke = jet(x, y, random.range(-2.4, -0.7), 1.3 * strength, 0.085);
    stroke.ink = 1.5 * strength;
    stroke.tone = random.range(0.35, 0.7);
    stroke.heat = 0.8;
    stroke.fall = 0.9;
  };

  const listen = ({ audio, time, param }: SceneFrame) => {
    const [punch, sound] = [param('punch'), param('sound')];
    music.update(audio, time.delta);
    if (time.bar !== before.bar) newBar(time.bar);
    if (audio.lowOnset > before.low + ONSET_RISE) kick(punch * (0.5 + 0.5 * audio.low), sound);
    if (audio.highOnset > before.high + ONSET_RISE) spark(punch, sound);
    if (music.count !== before.drops) burst(punch);
    idle += time.delta;
    if (before.bar < 0) for (let i = 0; i < 3; i++) breath(2);
    if (music.energy < QUIET && idle > 2.6) {
      breath(1);
      idle = 0;
    }
    before.low = audio.lowOnset;
    before.high = audio.highOnset;
    before.bar = time.bar;
    before.drops = music.count;
    accent += (clamp(1.4 * music.drop, 0, 1) - accent) * smoothingShare(time.delta, 0.25);
    pulse += (audio.lowOnset - pulse) * smoothingShare(time.delta, 0.06);
  };

  const writeStrokes = (into: Float32Array, delta: Seconds) => {
    for (let i = 0; i < STROKES; i++) {
      const stroke = strokes[i] as Stroke;
      const level =
        (1 - Math.exp(-(stroke.age + delta) / ATTACK)) * Math.exp(-stroke.age / stroke.fall);
      const at = i * FLOATS_PER_STROKE;
      into[at] = stroke.x;
      into[at + 1] = stroke.y;
      into[at + 2] = stroke.radius;
      into[at + 3] = stroke.heat * level;
      into[at + 4] = stroke.pushX * level;
      into[at + 5] = stroke.pushY * level;
      into[at + 6] = stroke.swell * level;
      into[at + 7] = stroke.ink * level;
      into[at + 8] = stroke.tone;
      into[at + 9] = stroke.accent;
      into[at + 10] = stroke.hollow;
      into[at + 11] = stroke.glow;
      stroke.age += delta;
    }
  };

  /** Slow whirls as large as the picture, which never rest. */
  const writeGyres = (into: Float32Array, seconds: Seconds, mid: number) => {
    const strength = 0.05 + 0.21 * music.energy + 0.1 * mid;
    for (let i = 0; i < GYRES; i++) {
      const turn = turns[i] ?? 0;
      const at = GYRES_AT + i * 4;
      into[at] = 0.8 * halfWidth * Math.sin(seconds * (0.05 + 0.013 * i) + turn);
      into[at + 1] = 0.8 * halfHeight * Math.cos(seconds * (0.061 + 0.011 * i) + 2 * turn);
      into[at + 2] = strength * (i % 2 === 0 ? 1 : -1) * (0.7 + 0.3 * Math.sin(0.21 * seconds + i));
      into[at + 3] = 0.26 + 0.05 * i;
    }
  };

  const writeShapes = (into: Float32Array, delta: Seconds) => {
    for (let i = 0; i < SHAPES; i++) {
      const share = shapes[i] ?? 0;
      shapes[i] = share + ((i === shape ? 1 : 0) - share) * smoothingShare(delta, 0.5);
      into[SHAPES_AT + i] = shapes[i] ?? 0;
    }
  };

  /** The lamp swings above the water; at the drop it comes from below. */
  const writeLight = (into: Float32Array, seconds: Seconds) => {
    const angle = -Math.PI / 2 + 1.05 * Math.sin(0.13 * seconds) + Math.PI * accent;
    const [x, y, z] = [0.9 * Math.cos(angle), 0.75 * Math.sin(angle), 0.9];
    const length = Math.hypot(x, y, z);
    into[LIGHT_AT] = x / length;
    into[LIGHT_AT + 1] = y / length;
    into[LIGHT_AT + 2] = z / length;
    into[LIGHT_AT + 3] = music.energy;
    into[MOOD_AT] = music.drop;
    into[MOOD_AT + 1] = accent;
    into[MOOD_AT + 2] = pulse;
  };

  return {
    get energy() {
      return music.energy;
    },
    update(now, into) {
      const { seconds, delta } = now.time;
      listen(now);
      writeStrokes(into, delta);
      writeGyres(into, seconds, now.audio.mid);
      writeShapes(into, delta);
      writeLight(into, seconds);
    },
  };
}

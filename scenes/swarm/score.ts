import { clamp, smoothingShare } from '../../engine/core/numeric.ts';
import type { Seconds } from '../../engine/core/units.ts';
import { createDropDetector } from '../../engine/stage/drop-detector.ts';
import type { SceneFrame } from '../../engine/stage/scene.ts';
import { formationAt, SHAPE_COUNT } from './formations.ts';
import type { SwarmLayout } from './layout.ts';

/** Places of the `Score` struct's numbers in `swarm-score.wgsl`. */
const AT = {
  aspect: 0,
  canvas: 2,
  count: 4,
  discs: 5,
  step: 6,
  hold: 7,
  shares: 8,
  burst: 11,
  waves: 12,
  yaw: 28,
  pitch: 29,
  dolly: 30,
  energy: 31,
  accent: 32,
  pulse: 33,
  spark: 34,
  sparkGroup: 35,
  scatter: 36,
  exposure: 37,
  waveform: 38,
} as const;
/** Floats of the `Score` struct. */
export const SCORE_FLOATS = 40;

const WAVES = 4;
const ONSET_RISE = 0.25;
/** Shorter sides a second that a wave runs, and time constant with which it fades. */
const WAVE_SPEED = 1.1;
const WAVE_FALL: Seconds = 0.45;
const WAVE_PUSH = 7;
/** Push of the drop, and time constants of the push and of the time without a formation. */
const BURST_PUSH = 15;
const BURST_FALL: Seconds = 0.16;
const SCATTER_HOLD: Seconds = 0.8;
const SCATTER_FALL: Seconds = 1.2;
/** Longest step of the simulation; a longer frame slows it down. */
const LONGEST_STEP: Seconds = 0.05;
/** Length of the step when a frame has none: the first. */
const FIRST_STEP: Seconds = 1 / 60;
const LONG_AGO: Seconds = 1e3;

/** Turns the music into what the swarm does. */
export interface Score {
  /** Listens to a frame and writes the `Score` struct. */
  update(now: SceneFrame, into: Float32Array): void;
}

/** Makes a score for a swarm. */
export function createScore({ aspect, canvas, count, discs }: SwarmLayout): Score {
  const music = createDropDetector();
  const waves = Array.from({ length: WAVES }, () => ({ age: LONG_AGO, strength: 0, x: 0, y: 0 }));
  const shares = new Float32Array(SHAPE_COUNT);
  const before = { low: 0, high: 0 };
  let hold = 1;
  let accent = 0;
  let pulse = 0;
  let spark = 0;
  let sparks = 0;
  let kicks = 0;

  const listen = ({ audio, time, param }: SceneFrame) => {
    const { delta } = time;
    music.update(audio, delta);
    for (const wave of waves) wave.age += delta;
    if (audio.lowOnset > before.low + ONSET_RISE) {
      const wave = waves[kicks % WAVES];
      kicks += 1;
      if (wave) {
        wave.age = 0;
        wave.strength = WAVE_PUSH * param('punch') * (0.4 + 0.6 * audio.low);
        wave.x = 0.12 * aspect.width * Math.sin(kicks * 2.4);
        wave.y = 0.15 + 0.1 * Math.cos(kicks * 1.7);
      }
    }
    if (audio.highOnset > before.high + ONSET_RISE) {
      spark = 1;
      sparks = (sparks + 1) % 997;
    }
    before.low = audio.lowOnset;
    before.high = audio.highOnset;
    spark *= Math.exp(-delta / 0.14);
    pulse += (audio.lowOnset - pulse) * smoothingShare(delta, 0.06);
    accent += (clamp(1.4 * music.drop, 0, 1) - accent) * smoothingShare(delta, 0.25);
  };

  const writeFormation = ({ time, param }: SceneFrame, into: Float32Array) => {
    const wanted = formationAt(param('formation'), time.bar);
    // Without music there is nothing to leave the figure for.
    const lively = clamp(music.energy * 6, 0, 1);
    const free = param('formation') < 0.5 ? lively : 1;
    const share = smoothingShare(time.delta, 0.45);
    for (let i = 0; i < SHAPE_COUNT; i++) {
      const now = shares[i] ?? 0;
      shares[i] = now + ((wanted.shares[i] ?? 0) * free - now) * share;
      into[AT.shares + i] = shares[i] ?? 0;
    }
    hold += (wanted.hold - hold) * share;
    into[AT.hold] = hold * (1 - 0.25 * pulse);
    const since = music.since - SCATTER_HOLD;
    into[AT.scatter] = since <= 0 ? 1 : Math.exp(-since / SCATTER_FALL);
    const push = BURST_PUSH * (0.35 + 0.65 * param('punch'));
    into[AT.burst] = push * Math.exp(-music.since / BURST_FALL);
  };

  const writeWaves = (into: Float32Array) => {
    waves.forEach(({ x, y, age, strength }, i) => {
      const at = AT.waves + i * 4;
      into[at] = x;
      into[at + 1] = y;
      into[at + 2] = 0.03 + WAVE_SPEED * age;
      into[at + 3] = strength * Math.exp(-age / WAVE_FALL);
    });
  };

  const writeView = ({ time: { seconds }, param, audio }: SceneFrame, into: Float32Array) => {
    const depth = param('depth');
    into[AT.yaw] = depth * (0.42 * Math.sin(0.19 * seconds) + 0.12 * Math.sin(0.47 * seconds));
    into[AT.pitch] = depth * 0.14 * Math.sin(0.15 * seconds + 1);
    into[AT.dolly] = 0.03 * pulse + 0.12 * music.drop;
    into[AT.energy] = music.energy;
    into[AT.accent] = accent;
    into[AT.pulse] = pulse;
    into[AT.spark] = spark;
    into[AT.sparkGroup] = sparks;
    into[AT.exposure] = 2 ** param('light') * (0.8 + 0.2 * clamp(1.6 * music.energy, 0, 1));
    into[AT.waveform] = 0.5 + audio.mid;
  };

  return {
    update(now, into) {
      into[AT.aspect] = aspect.width;
      into[AT.aspect + 1] = aspect.height;
      into[AT.canvas] = canvas.width;
      into[AT.canvas + 1] = canvas.height;
      into[AT.count] = count;
      into[AT.discs] = discs;
      into[AT.step] = clamp(now.time.delta || FIRST_STEP, 0, LONGEST_STEP);
      listen(now);
      writeFormation(now, into);
      writeWaves(into);
      writeView(now, into);
    },
  };
}

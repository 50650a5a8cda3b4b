import { clamp, smoothingShare } from '../../engine/core/numeric.ts';
import type { Random } from '../../engine/core/random.ts';
import type { Seconds } from '../../engine/core/units.ts';
import { createDropDetector } from '../../engine/stage/drop-detector.ts';
import { createOnsetWaves } from '../../engine/stage/onset-waves.ts';
import type { SceneFrame } from '../../engine/stage/scene.ts';

/** Floats of the `Turn` struct of loop.wgsl. */
export const TURN_FLOATS = 24;

/** Moves the loop's camera and hands the shader what it needs each turn. */
export interface Conductor {
  /** Seconds since the turn before. */
  readonly elapsed: Seconds;
  /** Slow drift of the palette's hues in radians. */
  readonly hueTurn: number;
  /** Writes the turn of a frame into the uniform. */
  conduct(scene: SceneFrame): void;
}

const TAU = 2 * Math.PI;
/** A slow device gets a slower loop, not a wild one. */
const LONGEST_TURN: Seconds = 0.06;
/** Time in which a drop swells: a surprise, not a flash. */
const SWELL: Seconds = 0.2;
const WAVES = 4;
/** Mirrors that a drop may fold the picture into. */
const FOLDS = [5, 6, 8, 12] as const;

/** A conductor at rest. @param values of the uniform, {@link TURN_FLOATS} floats */
export function createConductor(random: Random, values: Float32Array): Conductor {
  const drops = createDropDetector();
  const waves = createOnsetWaves(WAVES);
  const place = random.range(0, 100);
  let before = Number.NaN;
  let elapsed: Seconds = 0;
  let hueTurn = 0;
  let phase = random.unit();
  let [loudness, kick, drop, dropCount] = [0, 0, 0, 0];
  let folds: number = FOLDS[0];

  const listen = ({ audio }: SceneFrame) => {
    drops.update(audio, elapsed);
    waves.follow(audio.lowOnset, elapsed);
    if (drops.count !== dropCount) folds = FOLDS[random.index(FOLDS.length)] ?? FOLDS[0];
    dropCount = drops.count;
    drop += (drops.drop - drop) * smoothingShare(elapsed, SWELL);
    loudness += (clamp(2.2 * audio.rms, 0, 1) - loudness) * smoothingShare(elapsed, 0.4);
    kick += (audio.lowOnset - kick) * smoothingShare(elapsed, 0.04);
    phase = (phase + elapsed * (0.012 + 0.03 * loudness)) % 1;
  };

  return {
    get elapsed() {
      return elapsed;
    },
    get hueTurn() {
      return hueTurn;
    },
    conduct(scene) {
      const { time, param } = scene;
      values[20] = Number.isNaN(before) ? 0 : 1;
      elapsed = Number.isNaN(before) ? 1 / 60 : clamp(time.seconds - before, 0, LONGEST_TURN);
      before = time.seconds;
      listen(scene);
      const pulse = param('pulse');
      const t = place + time.seconds;
      hueTurn = 0.22 * Math.sin(t * 0.045);
      values[0] = elapsed;
      values[1] = drop;
      values[2] = 0.16 * Math.sin(t * 0.083) + 0.05 * Math.sin(t * 0.37);
      values[3] = 0.1 * Math.cos(t * 0.071);
      values[4] =
        param('zoom') + pulse * (0.55 * kick - 0.9 * drop * Math.sin(time.barPhase * TAU));
      values[5] = (param('turn') * TAU) / 360 + 0.1 * Math.sin(t * 0.057) + 0.5 * pulse * drop;
      values[6] = 0.012 * Math.sin(t * 0.029);
      values[7] = 0.012 * Math.cos(t * 0.043);
      values[8] = phase;
      values[9] = loudness;
      values[10] = 0.24 + 0.05 * Math.sin(t * 0.19) + 0.05 * kick * pulse;
      values[11] = folds;
      waves.write(values, 12);
    },
  };
}

import { clamp, smoothingShare } from '../../engine/core/numeric.ts';
import type { Random } from '../../engine/core/random.ts';
import type { Seconds } from '../../engine/core/units.ts';
import { createDropDetector } from '../../engine/stage/drop-detector.ts';
import { createOnsetWaves } from '../../engine/stage/onset-waves.ts';
import type { SceneFrame } from '../../engine/stage/scene.ts';
import { species } from './species.ts';

/** How one layer differs from the other. */
export interface LayerTempo {
  /** Its part of the front's steps. */
  readonly share: number;
  /** Width of its branches against the front's. */
  readonly scale: number;
  /** Influence of the picture against the front's. */
  readonly picture: number;
  readonly species: number | null;
}

/** Turns parameters and sound into what the layers are told. */
export interface Conductor {
  readonly elapsed: Seconds;
  readonly hueTurn: number;
  /** Listens to a frame, once, before the layers are written. */
  listen(scene: SceneFrame): void;
  /** Writes a layer's uniform and returns its steps for this frame, an even number. */
  write(
    scene: SceneFrame,
    tempo: LayerTempo,
    values: Float32Array,
    debt: { steps: number },
  ): number;
}

const LONGEST_FRAME: Seconds = 0.07;
/** A little grain already combs everything, so its control is finer at the start. */
const GRAIN_CURVE = 2;
/** Time in which a drop swells: a surprise, not a flash. */
const SWELL: Seconds = 0.2;
const WAVES = 4;
/** Time of the reaction that passes in a second at speed 1; one unit is a step of Pearson's. */
const PACE = 560;
const MOST_STEPS = 40;
/** Diffusion times stride that the nine-cell Laplacian bears, and the longest stride. */
const STABLE = 1.05;
const LONGEST_STRIDE = 1.8;
/** New places for seeds a second. */
const EPOCHS_PER_SECOND = 8;

/** A conductor at rest. */
export function createConductor(random: Random): Conductor {
  const drops = createDropDetector();
  const waves = createOnsetWaves(WAVES);
  const home = random.range(0, 100);
  let before = Number.NaN;
  let [elapsed, hueTurn, drop, sprinkle] = [0, 0, 0, 0];
  let [epoch, epochShare] = [0, 0];
  let newEpoch = false;

  const tick = () => {
    epochShare += elapsed * EPOCHS_PER_SECOND;
    newEpoch = epochShare >= 1;
    if (newEpoch) epoch = (epoch + 1) % 65536;
    epochShare %= 1;
  };

  return {
    get elapsed() {
      return elapsed;
    },
    get hueTurn() {
      return hueTurn;
    },
    listen({ time, audio }) {
      elapsed = Number.isNaN(before) ? 1 / 60 : clamp(time.seconds - before, 0, LONGEST_FRAME);
      before = time.seconds;
      drops.update(audio, elapsed);
      waves.follow(audio.lowOnset, elapsed);
      drop += (drops.drop - drop) * smoothingShare(elapsed, SWELL);
      sprinkle = 0.25 * audio.highOnset + 0.2 * audio.onset;
      hueTurn = 0.2 * Math.sin(time.seconds * 0.041 + home);
      tick();
    },
    write({ time, audio, param }, tempo, values, debt) {
      const pulse = param('pulse');
      const kind = species[tempo.species ?? Math.round(param('species'))] ?? species[0];
      const t = time.seconds + home;
      values[2] = elapsed;
      values[3] = (param('scale') * tempo.scale) ** 2;
      values[4] = (kind?.feed ?? 0.0545) * (1 + 0.06 * pulse * audio.mid);
      values[5] = (kind?.kill ?? 0.062) * (1 - 0.006 * pulse * audio.low);
      values[6] = param('grain') ** GRAIN_CURVE;
      values[7] = param('picture') * tempo.picture;
      values[8] = newEpoch ? 0.3 : 0;
      values[9] = drop * pulse;
      values[10] = epoch;
      values[11] = newEpoch ? sprinkle * pulse : 0;
      values[12] = 0.3 * Math.sin(t * 0.17);
      values[13] = 0.2 * Math.cos(t * 0.13);
      values[14] = pulse;
      waves.write(values, 16);
      const stride = clamp(STABLE / (values[3] ?? 1), 0.5, LONGEST_STRIDE);
      values[15] = stride;
      values[24] = drops.since;
      const pace = PACE * param('speed') * tempo.share * (1 + 0.6 * drop * pulse);
      const rate = pace / stride;
      debt.steps = Math.min(MOST_STEPS, debt.steps + rate * elapsed);
      const steps = 2 * Math.floor(debt.steps / 2);
      debt.steps -= steps;
      return steps;
    },
  };
}

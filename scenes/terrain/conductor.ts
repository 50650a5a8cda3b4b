import { clamp, lerp, smoothingShare } from '../../engine/core/numeric.ts';
import type { Random } from '../../engine/core/random.ts';
import type { Seconds, Size } from '../../engine/core/units.ts';
import type { UniformSlice } from '../../engine/gpu/uniform-arena.ts';
import { createDropDetector } from '../../engine/stage/drop-detector.ts';
import type { SceneFrame } from '../../engine/stage/scene.ts';
import { createCamera } from './camera.ts';

/** Floats of the `World` struct of world.wgsl. */
export const WORLD_FLOATS = 64;

/** Moves time, sun and camera, and says how much land is to be recorded. */
export interface Conductor {
  readonly elapsed: Seconds;
  readonly hueTurn: number;
  /** Writes the world of a frame and returns the rows to record. */
  conduct(scene: SceneFrame): number;
}

/** Vertices of the land. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
}

const LONGEST_FRAME: Seconds = 0.07;
/** Time in which a drop swells: a surprise, not a flash. */
const SWELL: Seconds = 0.25;
/** Level of the water at none and at most, and of no water at all. */
const WATER = { low: -0.42, high: 0.5, none: -3 } as const;
const WIND_WRAP = 7200;

/** A conductor at rest. @param world the uniform, {@link WORLD_FLOATS} floats */
export function createConductor(
  random: Random,
  world: UniformSlice,
  { columns, rows, canvas, size }: Grid & { readonly canvas: Size; readonly size: Size },
): Conductor {
  const { values, words } = world;
  const drops = createDropDetector();
  const camera = createCamera(random, size);
  const home = random.range(0, 50);
  let before = Number.NaN;
  let [elapsed, hueTurn, drop, loudness, swell] = [0, 0, 0, 0, 0];
  let [newest, debt, wind] = [-1, 0, 0];

  const listen = ({ audio }: SceneFrame) => {
    drops.update(audio, elapsed);
    drop += (drops.drop - drop) * smoothingShare(elapsed, SWELL);
    loudness += (clamp(2.2 * audio.rms, 0, 1) - loudness) * smoothingShare(elapsed, 0.5);
    swell += (audio.low - swell) * smoothingShare(elapsed, audio.low > swell ? 0.06 : 0.45);
  };

  /** Rows that came due; all of them in the first frame. */
  const flow = (span: Seconds): number => {
    debt += (elapsed * (rows - 1)) / span;
    const due = newest < 0 ? rows : Math.min(rows, Math.floor(debt));
    debt -= Math.floor(debt);
    newest += due;
    wind = (wind + (elapsed * 11) / span) % WIND_WRAP;
    return due;
  };

  const writeSun = (t: number, water: number) => {
    const [azimuth, height] = [0.42 * Math.sin(t * 0.023), 0.085 + 0.05 * Math.sin(t * 0.037)];
    const elevation = height + 0.1 * drop;
    values[35] = water;
    values[48] = Math.sin(azimuth) * Math.cos(elevation);
    values[49] = Math.sin(elevation);
    values[50] = -Math.cos(azimuth) * Math.cos(elevation);
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
      elapsed = Number.isNaN(before) ? 0 : clamp(time.seconds - before, 0, LONGEST_FRAME);
      before = time.seconds;
      listen(scene);
      const filling = newest < 0;
      const due = flow(param('span'));
      const t = time.seconds + home;
      hueTurn = 0.18 * Math.sin(t * 0.031);
      const amount = param('water');
      const water = amount < 0.01 ? WATER.none : lerp(WATER.low, WATER.high, amount);
      camera.move(
        { bars: time.bar + time.barPhase, elapsed, drop, travel: param('travel'), water },
        values,
      );
      writeSun(t, water);
      values[39] = debt;
      values[43] = elapsed;
      values[47] = drop;
      values[51] = loudness;
      values[52] = columns;
      values[53] = rows;
      words[54] = newest >>> 0;
      words[55] = due;
      values[56] = filling ? 1 : 0;
      values[57] = home;
      values[58] = wind;
      values[59] = swell;
      values[60] = canvas.width;
      values[61] = canvas.height;
      return due;
    },
  };
}

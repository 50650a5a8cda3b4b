import code from '../../shaders/stage/palette.wgsl?raw';
import { smoothingShare } from '../core/numeric.ts';
import type { Seconds } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import type { GpuScope } from '../gpu/gpu-scope.ts';
import { palettes, STOPS_PER_RAMP, writeOklab } from './palettes.ts';

/** A palette on the GPU that follows the choice of it. */
export interface PaletteLookup {
  /**
   * `rgba16float`, [256, 2], linear light; sample it with `linearClamp`. Row 0 (v = 0.25) is the
   * ramp from dark to light along u, row 1 (v = 0.75) the accent.
   */
  readonly texture: GPUTexture;
  /**
   * Moves the colours towards those of `palettes[choice]`, so that a change is a fade.
   * @param hueTurn turn of all hues in radians, for a slow drift
   */
  encode(frame: FrameEncoder, choice: number, hueTurn: number, delta: Seconds): void;
}

const WIDTH = 256;
const ROWS = 2;
const THREADS = 64;
/** Time constant of the fade from one palette to the next. */
const FADE: Seconds = 0.7;

/** Oklab of all stops of each palette, `[palette][stop * 3 + channel]`. */
const labs: readonly (readonly number[])[] = palettes.map(({ ramp, accent }) => {
  const lab: number[] = [];
  [...ramp, ...accent].forEach((stop, i) => {
    writeOklab(stop, lab, i * 3);
  });
  return lab;
});

/** Builds the lookup in a scene's scope. @throws ShaderError when its shader is broken */
export async function buildPaletteLookup(scope: GpuScope): Promise<PaletteLookup> {
  const texture = scope.texture({
    label: 'palette',
    size: { width: WIDTH, height: ROWS },
    format: 'rgba16float',
  });
  const stops = scope.uniform('palette stops', ROWS * STOPS_PER_RAMP * 4);
  const step = (await scope.compute({ path: 'shaders/stage/palette.wgsl', code })).bind({
    stops,
    result: texture,
  });
  const shown: number[] = [];
  return {
    texture,
    encode(frame, choice, hueTurn, delta) {
      const wanted = labs[Math.max(0, Math.min(labs.length - 1, Math.round(choice)))] ?? [];
      const share = shown.length === 0 ? 1 : smoothingShare(delta, FADE);
      const cos = Math.cos(hueTurn);
      const sin = Math.sin(hueTurn);
      for (let i = 0; i < wanted.length; i++) {
        const before = shown[i] ?? 0;
        shown[i] = before + ((wanted[i] ?? 0) - before) * share;
      }
      for (let stop = 0; stop < ROWS * STOPS_PER_RAMP; stop++) {
        const a = shown[stop * 3 + 1] ?? 0;
        const b = shown[stop * 3 + 2] ?? 0;
        stops.values[stop * 4] = shown[stop * 3] ?? 0;
        stops.values[stop * 4 + 1] = a * cos - b * sin;
        stops.values[stop * 4 + 2] = a * sin + b * cos;
      }
      frame.dispatch(step, (WIDTH * ROWS) / THREADS);
    },
  };
}

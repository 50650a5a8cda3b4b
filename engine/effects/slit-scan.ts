import type { Seconds, Size } from '../core/units.ts';
import { PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { choice, number } from '../params/declaration.ts';
import { defineEffect, type EffectBody, type EffectGpu } from './effect.ts';
import { effectShader } from './passes/effect-shader.ts';
import { createFrameSteps } from './passes/frame-steps.ts';

const AXES = ['down', 'up', 'right', 'left', 'outwards', 'dark lags'];

/** Moments that are kept, and the time between them. */
const MOMENTS = 64;
const STEP: Seconds = 1 / 30;
/** Rows of a moment at most: 64 moments of 960 x 540 take 133 MB. */
const MOST_ROWS = 540;

function momentSize(size: Size): Size {
  const scale = Math.min(1, MOST_ROWS / size.height);
  return { width: Math.round(size.width * scale), height: Math.round(size.height * scale) };
}

/** Where the ring of moments stands. */
interface Ring {
  newest: number;
  /** Seconds since the newest moment. */
  age: Seconds;
  filled: number;
  /** Time between moments: `STEP`, or that of a frame where frames are slower. */
  step: Seconds;
}

/** Takes the ring on by a frame. Returns whether the frame is to be kept as a moment. */
function advance(ring: Ring, seconds: Seconds): boolean {
  ring.age += seconds;
  if (ring.filled > 0 && ring.age < STEP - 1e-4) return false;
  ring.step = Math.max(STEP, seconds);
  ring.age = Math.max(0, ring.age - ring.step);
  ring.newest = (ring.newest + 1) % MOMENTS;
  ring.filled = Math.min(ring.filled + 1, MOMENTS);
  return true;
}

async function build({ scope, size, source, target }: EffectGpu): Promise<EffectBody> {
  const history = scope.texture({
    label: 'history',
    size: momentSize(size),
    format: 'rgba8unorm',
    layers: MOMENTS,
  });
  const slice = scope.uniform('ring', 4);
  const [recordStep, showStep] = await Promise.all([
    scope.draw(effectShader('slit-record'), { format: 'rgba8unorm' }),
    scope.draw(effectShader('slit-scan'), { format: PICTURE_FORMAT }),
  ]);
  const record = recordStep.bind({ source });
  const show = showStep.bind({ source, history, ring: slice });
  const moments = Array.from({ length: MOMENTS }, (_, baseArrayLayer) =>
    history.createView({ dimension: '2d', baseArrayLayer, arrayLayerCount: 1 }),
  );
  const view = target.createView();
  const steps = createFrameSteps(scope.context);
  const ring: Ring = { newest: MOMENTS - 1, age: 0, filled: 0, step: STEP };
  return {
    encode(frame) {
      steps.next();
      const kept = advance(ring, steps.seconds);
      const moment = moments[ring.newest];
      if (kept && moment) frame.draw(record, moment);
      slice.values[0] = ring.newest;
      slice.values[1] = ring.age;
      slice.values[2] = ring.filled;
      slice.values[3] = ring.step;
      frame.draw(show, view);
    },
  };
}

/** Every part of the picture shows another moment, so that what moves bends in time. */
export default defineEffect({
  name: 'slit-scan',
  label: 'Slit scan',
  about: 'Every part of the picture shows another moment, so that what moves bends in time.',
  params: {
    depth: number('Depth', {
      max: (MOMENTS - 2) * STEP,
      default: 1,
      unit: 'seconds',
      about: 'Time between the present and the oldest part.',
    }),
    axis: choice('Axis', AXES, {
      default: 'down',
      about: 'Where the past lies: along a side, away from the centre, or in the dark.',
    }),
    bands: number('Bands', {
      min: 0,
      max: 32,
      default: 0,
      step: 1,
      smoothing: 0,
      unit: 'count',
      about: 'Parts that show one moment each; below 2 time flows.',
    }),
  },
  build,
});

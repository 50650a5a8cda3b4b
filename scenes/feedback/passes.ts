import { lerp } from '../../engine/core/numeric.ts';
import type { Size } from '../../engine/core/units.ts';
import { PICTURE_FORMAT } from '../../engine/gpu/gpu-context.ts';
import { buildPaletteLookup } from '../../engine/stage/palette-lookup.ts';
import type { SceneBody, SceneGpu } from '../../engine/stage/scene.ts';
import balanceCode from './balance.wgsl?raw';
import { createConductor, TURN_FLOATS } from './conductor.ts';
import loopCode from './loop.wgsl?raw';
import measureCode from './measure.wgsl?raw';
import showCode from './show.wgsl?raw';
import softenCode from './soften.wgsl?raw';
import stirCode from './stir.wgsl?raw';

const shader = (name: string, code: string) => ({ path: `scenes/feedback/${name}.wgsl`, code });

/** Rows of the loop on a slow device and on a fast one. */
const ROWS = { least: 110, most: 1080 } as const;
/** Share of the target's rows that the loop has at most on a slow device and on a fast one. */
const SHARE = { least: 0.7, most: 1 } as const;
/** Rows of the grid of currents. */
const CURRENT_ROWS = 56;
/** Samples a side of the loop's brightness, as in measure.wgsl. */
const MEASURED = 48;

function sizeOf(rows: number, target: Size): Size {
  return { width: Math.max(1, Math.round((rows * target.width) / target.height)), height: rows };
}

/** Builds the loop, its measure and the picture of it. @throws ShaderError */
export async function build(gpu: SceneGpu): Promise<SceneBody> {
  const { scope, size, detail, target, random, input } = gpu;
  const fineness = Math.sqrt(detail);
  const rows = Math.round(
    Math.min(
      lerp(ROWS.least, ROWS.most, fineness),
      size.height * lerp(SHARE.least, SHARE.most, fineness),
    ),
  );
  const format = PICTURE_FORMAT;
  const texture = (label: string, height: number) =>
    scope.texture({ label, size: sizeOf(Math.max(2, Math.round(height)), size), format });
  const states = [texture('loop 0', rows), texture('loop 1', rows)] as const;
  const currents = texture('currents', CURRENT_ROWS);
  const quarter = texture('quarter', rows / 4);
  const soft = texture('soft', rows / 8);
  const far = texture('far', rows / 16);
  const balance = scope.buffer('balance', 4 * Float32Array.BYTES_PER_ELEMENT);
  const sums = scope.buffer('sums', 2 * Uint32Array.BYTES_PER_ELEMENT);
  const now = scope.uniform('turn', TURN_FLOATS);
  const conductor = createConductor(random, now.values);

  const [palette, stir, loop, measure, weigh, soften, show] = await Promise.all([
    buildPaletteLookup(scope),
    scope.compute(shader('stir', stirCode)),
    scope.draw(shader('loop', loopCode), { format }),
    scope.compute(shader('measure', measureCode)),
    scope.compute(shader('balance', balanceCode)),
    scope.draw(shader('soften', softenCode), { format }),
    scope.draw(shader('show', showCode), { format }),
  ]);
  const inputs = {
    flow: input('flow'),
    motion: input('motion'),
    luma: input('luma'),
    waveform: input('waveform'),
  };
  const colours = palette.texture;
  const stirring = stir.bind({ after: currents });
  const weighing = weigh.bind({ sums, balance, now });
  const side = (from: 0 | 1) => {
    const after = states[from === 0 ? 1 : 0];
    return {
      view: after.createView(),
      loop: loop.bind({
        before: states[from],
        currents,
        ...inputs,
        now,
        balance,
        palette: colours,
      }),
      measure: measure.bind({ state: after, sums }),
      soften: soften.bind({ source: after }),
      show: show.bind({ state: after, soft, far, currents, palette: colours }),
    };
  };
  const sides = [side(0), side(1)] as const;
  const toSoft = soften.bind({ source: quarter });
  const toFar = soften.bind({ source: soft });
  const views = [quarter, soft, far, target].map((one) => one.createView()) as [
    GPUTextureView,
    GPUTextureView,
    GPUTextureView,
    GPUTextureView,
  ];
  let turn = 0;

  return {
    encode(frame, scene) {
      conductor.conduct(scene);
      palette.encode(frame, scene.param('palette'), conductor.hueTurn, conductor.elapsed);
      const turning = sides[turn % 2 === 0 ? 0 : 1];
      turn += 1;
      frame.dispatch(stirring, currents.width / 8, currents.height / 8);
      frame.draw(turning.loop, turning.view);
      frame.dispatch(turning.measure, MEASURED / 8, MEASURED / 8);
      frame.dispatch(weighing, 1);
      frame.draw(turning.soften, views[0]);
      frame.draw(toSoft, views[1]);
      frame.draw(toFar, views[2]);
      frame.draw(turning.show, views[3]);
    },
  };
}

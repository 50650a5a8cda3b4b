import changeCode from '../../../shaders/features/flow-change.wgsl?raw';
import clockCode from '../../../shaders/features/flow-clock.wgsl?raw';
import settleCode from '../../../shaders/features/flow-settle.wgsl?raw';
import shareCode from '../../../shaders/features/flow-share.wgsl?raw';
import type { GpuScope } from '../../gpu/gpu-scope.ts';
import { defineVideoFeature } from './feature.ts';
import { FlowProgram } from './flow-program.ts';
import { buildPyramids } from './flow-pyramid.ts';
import { flowLevels } from './flow-size.ts';
import { buildSolvers, flowBuffers } from './flow-solver.ts';

/** Place of the parameter in the `Params` struct, behind its header. */
const RESTART = 4;
const FORMAT = 'rgba16float';

const shader = (name: string, code: string) => ({ path: `shaders/features/${name}.wgsl`, code });

async function compile(scope: GpuScope) {
  const [change, clock, settle, share] = await Promise.all([
    scope.compute(shader('flow-change', changeCode)),
    scope.compute(shader('flow-clock', clockCode)),
    scope.compute(shader('flow-settle', settleCode)),
    scope.compute(shader('flow-share', shareCode)),
  ]);
  return { change, clock, settle, share };
}

/** Everything of the flow on a device. @param luma the luma feature's texture */
async function buildFlow(scope: GpuScope, luma: GPUTexture) {
  const sizes = flowLevels(luma);
  const [size = { width: 1, height: 1 }] = sizes;
  const texture = scope.texture({ label: 'now', size, format: FORMAT });
  const settled = scope.texture({ label: 'settled', size, format: FORMAT });
  const before = scope.texture({ label: 'settled before', size, format: FORMAT });
  const changed = scope.buffer('changed', 4);
  const clock = scope.buffer('clock', 16);
  const buffers = flowBuffers(scope, size);
  const { levels, fill } = await buildPyramids(scope, luma, sizes);
  const pairs = [
    { previous: levels[1], current: levels[0] },
    { previous: levels[0], current: levels[1] },
  ];
  const [solvers, steps] = await Promise.all([buildSolvers(scope, buffers, pairs), compile(scope)]);
  const turns = solvers.map((solver, turn) => {
    const [previous, current] = [pairs[turn]?.previous[0], pairs[turn]?.current[0]];
    if (!previous || !current) throw new Error('The flow pyramid has no level.');
    const watch = new FlowProgram();
    watch.add(steps.change.bind({ previous, current, changed }), size.width, size.height);
    const settle = new FlowProgram();
    const { flow } = solver;
    const { tensor } = buffers;
    const bound = { previous, current, flow, tensor, clock, before, result: settled };
    settle.add(steps.settle.bind(bound), size.width, size.height);
    return { fill: fill[turn as 0 | 1], watch, solver, settle };
  });
  const tick = steps.clock.bind({ changed, clock });
  const share = new FlowProgram();
  share.add(steps.share.bind({ settled, clock, result: texture }), size.width, size.height);
  return { texture, settled, before, turns, tick, share };
}

/**
 * Dense optical flow: where what is seen here was on the frame before. Between two images of the
 * video it is shared out over the frames that are shown, so that it neither flickers nor counts
 * twice when the display is faster than the camera. About 320 pixels wide.
 * @source T. Brox et al. (2004) and B. K. P. Horn, B. G. Schunck (1981), see the shaders.
 */
export default defineVideoFeature({
  name: 'flow',
  channels:
    'r and g displacement since the frame before in uv units, right and down, ' +
    'b confidence 0..1, a its length',
  needs: ['luma'],
  params: ['restart'],
  async build({ scope, input }) {
    const { texture, settled, before, turns, tick, share } = await buildFlow(scope, input('luma'));
    let newest = 0;
    return {
      texture,
      encode(frame, { fresh, restart }) {
        scope.params.values[RESTART] = restart ? 1 : 0;
        if (fresh) newest = 1 - newest;
        const turn = turns[newest];
        if (!turn) return;
        if (fresh) {
          turn.fill.run(frame);
          turn.watch.run(frame);
        }
        frame.dispatch(tick, 1);
        if (fresh && !restart) {
          frame.encoder.clearBuffer(turn.solver.start);
          turn.solver.program.run(frame);
          frame.copy(settled, before);
        }
        if (fresh) turn.settle.run(frame);
        share.run(frame);
      },
    };
  },
});

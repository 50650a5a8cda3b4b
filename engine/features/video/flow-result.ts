import activityCode from '../../../shaders/features/flow-activity.wgsl?raw';
import changeCode from '../../../shaders/features/flow-change.wgsl?raw';
import clockCode from '../../../shaders/features/flow-clock.wgsl?raw';
import settleCode from '../../../shaders/features/flow-settle.wgsl?raw';
import shareCode from '../../../shaders/features/flow-share.wgsl?raw';
import type { BoundStep, GpuScope } from '../../gpu/gpu-scope.ts';
import { FlowProgram } from './flow-program.ts';
import { type FlowPair, levelOf } from './flow-pyramid.ts';
import type { FlowBuffers, FlowSolver } from './flow-solver.ts';

/** Level on which it is seen whether anything changed: noise is averaged out there. */
const ACTIVITY_LEVEL = 2;
const FORMAT = 'rgba16float';

/** What becomes of solved flow: judged, smoothed in time, and shared out over frames. */
export interface FlowResult {
  /** The flow of this frame, as the feature gives it. */
  readonly texture: GPUTexture;
  /** The same, whole on the frame that shows a new image and nothing on the others. */
  readonly step: GPUTexture;
  /** Flow between the last two images, in pixels, and what it was before. */
  readonly settled: GPUTexture;
  readonly before: GPUTexture;
  /** Counts time and images of the video: one thread, every frame. */
  readonly tick: BoundStep;
  /** Programs of the pairs of images: to see whether there is a new one, and to settle it. */
  readonly turns: readonly { readonly watch: FlowProgram; readonly settle: FlowProgram }[];
  /** Makes `texture` and `step`, every frame. */
  readonly share: FlowProgram;
}

const shader = (name: string, code: string) => ({ path: `shaders/features/${name}.wgsl`, code });

/** Compiles the shaders of the result. @throws ShaderError */
export async function compileResult(scope: GpuScope) {
  const [activity, change, clock, settle, share] = await Promise.all([
    scope.compute(shader('flow-activity', activityCode)),
    scope.compute(shader('flow-change', changeCode)),
    scope.compute(shader('flow-clock', clockCode)),
    scope.compute(shader('flow-settle', settleCode)),
    scope.compute(shader('flow-share', shareCode)),
  ]);
  return { activity, change, clock, settle, share };
}

/**
 * Makes what becomes of the flow of each pair.
 */
export function createFlowResult(
  scope: GpuScope,
  steps: Awaited<ReturnType<typeof compileResult>>,
  { tensor, lamp }: FlowBuffers,
  pairs: readonly { readonly pair: FlowPair; readonly solver: FlowSolver }[],
): FlowResult {
  const [first] = pairs;
  const size = levelOf(first?.pair.current ?? [], 0);
  const small = levelOf(first?.pair.current ?? [], ACTIVITY_LEVEL);
  const texture = scope.texture({ label: 'now', size, format: FORMAT });
  const step = scope.texture({ label: 'step', size, format: FORMAT });
  const settled = scope.texture({ label: 'settled', size, format: FORMAT });
  const before = scope.texture({ label: 'settled before', size, format: FORMAT });
  const activity = scope.texture({ label: 'activity', size: small, format: FORMAT });
  const changed = scope.buffer('changed', 4);
  const clock = scope.buffer('clock', 16);

  const turns = pairs.map(({ pair, solver: { flow } }) => {
    const finest = { previous: levelOf(pair.previous, 0), current: levelOf(pair.current, 0) };
    const coarse = {
      previous: levelOf(pair.previous, ACTIVITY_LEVEL),
      current: levelOf(pair.current, ACTIVITY_LEVEL),
    };
    const watch = new FlowProgram();
    watch.add(steps.change.bind({ ...finest, changed }), size);
    const settle = new FlowProgram();
    settle.add(steps.activity.bind({ ...coarse, lamp, result: activity }), small);
    const solved = { ...finest, flow, tensor, lamp, clock, before, activity };
    settle.add(steps.settle.bind({ ...solved, result: settled }), size);
    return { watch, settle };
  });
  const share = new FlowProgram();
  share.add(steps.share.bind({ settled, clock, result: texture, step }), size);
  return {
    texture,
    step,
    settled,
    before,
    tick: steps.clock.bind({ changed, clock }),
    turns,
    share,
  };
}

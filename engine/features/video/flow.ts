import type { FrameEncoder } from '../../gpu/frame-encoder.ts';
import { defineVideoFeature } from './feature.ts';
import { compilePyramid, createPairs } from './flow-pyramid.ts';
import { compileResult, createFlowResult } from './flow-result.ts';
import { flowLevels } from './flow-size.ts';
import { compileSolver, createSolver, flowBuffers } from './flow-solver.ts';

/** Place of the parameter in the `Params` struct, behind its header. */
const RESTART = 4;

/**
 * Dense optical flow: where what is seen here was on the frame before. Between two images of the
 * video it is shared out over the frames that are shown, so that it neither flickers nor counts
 * twice when the display is faster than the camera. Its part `step` is the flow of the very picture:
 * all of it on the frame that shows another image, nothing on the others. 320 pixels wide, or half of that on a
 * software adapter.
 * @source T. Brox et al. (2004) and B. K. P. Horn, B. G. Schunck (1981), see the shaders.
 */
export default defineVideoFeature({
  name: 'flow',
  channels:
    'r and g displacement since the frame before in uv units, right and down, ' +
    'b confidence 0..1, a its length',
  needs: ['luma'],
  params: ['restart'],
  async build({ scope, input, detail }) {
    const luma = input('luma');
    const sizes = flowLevels(luma, detail);
    const [pyramid, solving, ending] = await Promise.all([
      compilePyramid(scope),
      compileSolver(scope),
      compileResult(scope),
    ]);
    const buffers = flowBuffers(scope, sizes[0] ?? luma);
    const turns = createPairs(scope, pyramid, luma, sizes).map((pair) => ({
      pair,
      solver: createSolver(solving, buffers, pair),
    }));
    const result = createFlowResult(scope, ending, buffers, turns);
    let newest = 0;

    /** Another image came: find the flow from the last one. */
    const advance = (frame: FrameEncoder, restart: boolean) => {
      newest = 1 - newest;
      const [turn, end] = [turns[newest], result.turns[newest]];
      if (!turn || !end) return;
      turn.pair.fill.run(frame);
      end.watch.run(frame);
      frame.dispatch(result.tick, 1);
      if (!restart) {
        frame.encoder.clearBuffer(turn.solver.start);
        turn.solver.program.run(frame);
        frame.copy(result.settled, result.before);
      }
      end.settle.run(frame);
    };

    return {
      texture: result.texture,
      parts: { step: result.step },
      encode(frame, { fresh, restart }) {
        scope.params.values[RESTART] = restart ? 1 : 0;
        if (fresh) advance(frame, restart);
        else frame.dispatch(result.tick, 1);
        result.share.run(frame);
      },
    };
  },
});

import { clamp, lerp } from '../../engine/core/numeric.ts';
import { PICTURE_FORMAT } from '../../engine/gpu/gpu-context.ts';
import { createOnsetWaves } from '../../engine/stage/onset-waves.ts';
import type { SceneBody, SceneGpu } from '../../engine/stage/scene.ts';
import shadeCode from './shade.wgsl?raw';
import strokeCode from './stroke.wgsl?raw';

const shader = (name: string, code: string) => ({ path: `scenes/paint/${name}.wgsl`, code });

/** Rows of the canvas on a slow device and on a fast one. */
const ROWS = { least: 240, most: 1080 } as const;
/** Waves of the kicks that push the paint. */
const WAVES = 4;
/** Floats of the `Hand` struct of stroke.wgsl. */
const HAND_FLOATS = 4 + 2 * WAVES;
/** A slow frame puts down no more than this, in seconds. */
const LONGEST_STEP = 0.1;

/** Builds the canvas. @throws ShaderError when a shader is broken */
export async function build(gpu: SceneGpu): Promise<SceneBody> {
  const { scope, size, detail, random, target, input } = gpu;
  const rows = Math.min(size.height, Math.round(lerp(ROWS.least, ROWS.most, Math.sqrt(detail))));
  const canvas = {
    width: Math.max(1, Math.round((rows * size.width) / size.height)),
    height: rows,
  };
  const sides = ['even', 'odd'].map((label) =>
    scope.texture({ label, size: canvas, format: PICTURE_FORMAT }),
  ) as [GPUTexture, GPUTexture];
  const [stroke, shade] = await Promise.all([
    scope.draw(shader('stroke', strokeCode), { format: PICTURE_FORMAT }),
    scope.draw(shader('shade', shadeCode), { format: PICTURE_FORMAT }),
  ]);
  const hand = scope.uniform('hand', HAND_FLOATS);
  const seen = {
    painted: input('net.style'),
    luma: input('luma'),
    motion: input('motion'),
    flow: input('flow'),
  };
  const turns = ([0, 1] as const).map((from) => {
    const [before, after] = [sides[from], sides[1 - from] as GPUTexture];
    return {
      view: after.createView(),
      stroke: stroke.bind({ before, hand, ...seen }),
      shade: shade.bind({ paint: after }),
    };
  });
  const view = target.createView();
  const waves = createOnsetWaves(WAVES);
  const seed = random.range(0, 64);
  let painted = 0;
  let turn = 0;

  return {
    encode(frame, { time, audio, param }) {
      const step = clamp(time.delta, 0, LONGEST_STEP);
      waves.follow(audio.lowOnset, time.delta);
      const beats = ((step * time.tempoBpm) / 60) * param('pace');
      hand.values[0] = painted;
      hand.values[1] = beats;
      hand.values[2] = turn === 0 && painted === 0 ? 1 : 0;
      hand.values[3] = seed;
      waves.write(hand.values, 4);
      painted += beats;
      const side = turns[turn % 2];
      turn += 1;
      if (!side) return;
      frame.draw(side.stroke, side.view);
      frame.draw(side.shade, view);
    },
  };
}

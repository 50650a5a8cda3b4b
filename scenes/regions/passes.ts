import { clamp, smoothingShare } from '../../engine/core/numeric.ts';
import type { Size } from '../../engine/core/units.ts';
import { PICTURE_FORMAT } from '../../engine/gpu/gpu-context.ts';
import { buildPaletteLookup } from '../../engine/stage/palette-lookup.ts';
import type { SceneBody, SceneGpu } from '../../engine/stage/scene.ts';
import fieldCode from './field.wgsl?raw';
import sheetsCode from './sheets.wgsl?raw';

const shader = (name: string, code: string) => ({ path: `scenes/regions/${name}.wgsl`, code });

/** Rows of the field that is torn: soft enough for edges that paper could have. */
const FIELD_ROWS = 120;
const HAND_FLOATS = 4;
/** Time constant of the kick that moves the edges: a shove, not a flash. */
const SHOVE = 0.09;

function fieldSize({ width, height }: Size): Size {
  const rows = Math.min(FIELD_ROWS, height);
  return { width: Math.max(2, Math.round((rows * width) / height)), height: rows };
}

/** Builds the sheets. @throws ShaderError when a shader is broken */
export async function build(gpu: SceneGpu): Promise<SceneBody> {
  const { scope, size, target, input } = gpu;
  const fields = ['even', 'odd'].map((label) =>
    scope.texture({ label, size: fieldSize(size), format: PICTURE_FORMAT }),
  ) as [GPUTexture, GPUTexture];
  const [field, sheets, palette] = await Promise.all([
    scope.draw(shader('field', fieldCode), { format: PICTURE_FORMAT }),
    scope.draw(shader('sheets', sheetsCode), { format: PICTURE_FORMAT }),
    buildPaletteLookup(scope),
  ]);
  const hand = scope.uniform('hand', HAND_FLOATS);
  const [luma, motion] = [input('luma'), input('motion')];
  const turns = ([0, 1] as const).map((from) => {
    const [before, after] = [fields[from], fields[1 - from] as GPUTexture];
    return {
      view: after.createView(),
      field: field.bind({ before, luma, motion, hand }),
      sheets: sheets.bind({
        painted: input('net.style'),
        picture: input('picture'),
        field: after,
        palette: palette.texture,
        hand,
      }),
    };
  });
  const view = target.createView();
  let turn = 0;
  let kick = 0;

  return {
    encode(frame, { time, audio, param }) {
      const delta = clamp(time.delta, 0, 0.1);
      kick += (audio.lowOnset - kick) * smoothingShare(delta, SHOVE);
      hand.values[0] = turn === 0 ? 1 : 0;
      hand.values[1] = kick;
      palette.encode(frame, param('palette'), 0.1 * Math.sin(time.seconds * 0.031), time.delta);
      const side = turns[turn % 2];
      turn += 1;
      if (!side) return;
      frame.draw(side.field, side.view);
      frame.draw(side.sheets, view);
    },
  };
}

import { lerp } from '../../engine/core/numeric.ts';
import type { Size } from '../../engine/core/units.ts';
import { PICTURE_FORMAT } from '../../engine/gpu/gpu-context.ts';
import { buildPaletteLookup } from '../../engine/stage/palette-lookup.ts';
import type { SceneBody, SceneGpu } from '../../engine/stage/scene.ts';
import climateCode from './climate.wgsl?raw';
import { createConductor, type LayerTempo } from './conductor.ts';
import countCode from './count.wgsl?raw';
import { createCulture } from './culture.ts';
import cultureCode from './culture.wgsl?raw';
import growCode from './grow.wgsl?raw';
import lightCode from './light.wgsl?raw';
import { species } from './species.ts';
import surfaceCode from './surface.wgsl?raw';
import tendCode from './tend.wgsl?raw';

const modules = new Map([['culture', { path: 'scenes/reaction/culture.wgsl', code: cultureCode }]]);
const shader = (name: string, code: string) => ({
  path: `scenes/reaction/${name}.wgsl`,
  code,
  modules,
});

/** Rows of the front layer's grid on a slow device and on a fast one. */
const ROWS = { least: 72, most: 480 } as const;
/** Exponent of the detail: work grows with the square of the rows. */
const ROWS_CURVE = 0.85;
/** Rows of the deep layer against the front's. */
const DEEP = 0.55;
/** Rows of the slow noise. */
const CLIMATE_ROWS = 36;
const FRONT: LayerTempo = { share: 1, scale: 1, picture: 1, species: null };
const BACK: LayerTempo = {
  share: 0.3,
  scale: 0.95,
  picture: 0.5,
  species: species.findIndex(({ name }) => name === 'Labyrinth'),
};

function gridOf(rows: number, target: Size): Size {
  return {
    width: Math.max(8, Math.round((rows * target.width) / target.height)),
    height: Math.max(8, Math.round(rows)),
  };
}

/** Builds both layers and the picture of them. @throws ShaderError */
export async function build(gpu: SceneGpu): Promise<SceneBody> {
  const { scope, size, detail, target, random, input } = gpu;
  const [palette, weather, tend, grow, count, surface, light] = await Promise.all([
    buildPaletteLookup(scope),
    scope.compute(shader('climate', climateCode)),
    scope.compute(shader('tend', tendCode)),
    scope.compute(shader('grow', growCode)),
    scope.compute(shader('count', countCode)),
    scope.compute(shader('surface', surfaceCode)),
    scope.draw(shader('light', lightCode), { format: PICTURE_FORMAT }),
  ]);
  const rows = lerp(ROWS.least, ROWS.most, detail ** ROWS_CURVE);
  const climate = scope.texture({
    label: 'climate',
    size: gridOf(CLIMATE_ROWS, size),
    format: PICTURE_FORMAT,
  });
  const inputs = { luma: input('luma'), motion: input('motion'), climate };
  const layer = (label: string, share: number) =>
    createCulture(scope, {
      label,
      size: gridOf(rows * share, size),
      random,
      steps: { tend, grow, count, surface },
      ...inputs,
    });
  const front = layer('front', 1);
  const back = layer('deep', DEEP);
  const lighting = light.bind({
    relief: front.relief,
    life: front.life,
    deepRelief: back.relief,
    deepLife: back.life,
    climate,
    palette: palette.texture,
  });
  const changing = weather.bind({ climate });
  const view = target.createView();
  const conductor = createConductor(random);
  const [frontDebt, backDebt] = [{ steps: 0 }, { steps: 0 }];

  return {
    encode(frame, scene) {
      conductor.listen(scene);
      palette.encode(frame, scene.param('palette'), conductor.hueTurn, conductor.elapsed);
      frame.dispatch(changing, climate.width / 8, climate.height / 8);
      back.encode(frame, conductor.write(scene, BACK, back.values, backDebt));
      front.encode(frame, conductor.write(scene, FRONT, front.values, frontDebt));
      frame.draw(lighting, view);
    },
  };
}

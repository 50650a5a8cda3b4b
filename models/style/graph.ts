import { type Graph, GraphBuilder } from '../../engine/inference/graph.ts';
import numbersIn from '../../engine/inference/ops/numbers-in.ts';
import pictureIn from '../../engine/inference/ops/picture-in.ts';
import pictureOut from '../../engine/inference/ops/picture-out.ts';
import { NET_TEXTURES, type NetSizes } from '../../engine/inference/picture-net.ts';
import type { Safetensors } from '../../engine/inference/weights/safetensors.ts';
import { addStyleNet, type RegionsAt } from './net.ts';
import { CODE_SIZE, STYLE_NUMBERS, STYLES_AT_ONCE } from './net-shape.ts';

/**
 * The style net from picture to picture: textures at both ends, codes and offsets of
 * two styles in uniforms, and in a texture where the second one is.
 * @throws InstrumentError when the weights are not those of the style net
 */
export function styleGraph(weights: Safetensors, { picture, regions, output }: NetSizes): Graph {
  const builder = new GraphBuilder();
  const told = (uniform: string, count: number) => {
    const given = builder.input(uniform, { dtype: 'f32', shape: [STYLES_AT_ONCE, count] });
    return builder.apply(numbersIn, [given], { uniform });
  };
  const codes = told('codes', CODE_SIZE);
  const offsets = told('offsets', STYLE_NUMBERS);
  const textureOf = (name: string, { width, height }: NetSizes['picture']) =>
    builder.input(name, { dtype: 'f32', shape: [height, width, 4] });
  const places = textureOf('regions', regions);
  const regionsAt: RegionsAt = (size) =>
    builder.apply(pictureIn, [places], {
      ...size,
      coding: 'linear',
      texture: NET_TEXTURES.regions,
    });
  const { width, height } = output;
  const input = { coding: 'srgb', texture: NET_TEXTURES.picture, height, width } as const;
  const seen = builder.apply(pictureIn, [textureOf('picture', picture)], input);
  const painted = addStyleNet(builder, weights, { picture: seen, codes, offsets, regionsAt });
  const shown = { coding: 'srgb', texture: NET_TEXTURES.result } as const;
  return builder.build([builder.apply(pictureOut, [painted], shown)]);
}

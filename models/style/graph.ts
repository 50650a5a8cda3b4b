import { type Graph, GraphBuilder } from '../../engine/inference/graph.ts';
import numbersIn from '../../engine/inference/ops/numbers-in.ts';
import pictureIn from '../../engine/inference/ops/picture-in.ts';
import pictureOut from '../../engine/inference/ops/picture-out.ts';
import { NET_TEXTURES, type NetSizes } from '../../engine/inference/picture-net.ts';
import type { Safetensors } from '../../engine/inference/weights/safetensors.ts';
import { addStyleNet, CODE_SIZE } from './net.ts';

/**
 * The style net from picture to picture: textures at both ends, the code in the uniform `code`.
 * @throws InstrumentError when the weights are not those of the style net
 */
export function styleGraph(weights: Safetensors, { picture, output }: NetSizes): Graph {
  const builder = new GraphBuilder();
  const coding = { coding: 'srgb' } as const;
  const given = builder.input('code', { dtype: 'f32', shape: [1, CODE_SIZE] });
  const code = builder.apply(numbersIn, [given], { uniform: 'code' });
  const seen = builder.input('picture', {
    dtype: 'f32',
    shape: [picture.height, picture.width, 4],
  });
  const { width, height } = output;
  const input = { ...coding, texture: NET_TEXTURES.picture, height, width };
  const painted = addStyleNet(builder, weights, {
    picture: builder.apply(pictureIn, [seen], input),
    code,
  });
  const texture = NET_TEXTURES.result;
  return builder.build([builder.apply(pictureOut, [painted], { ...coding, texture })]);
}

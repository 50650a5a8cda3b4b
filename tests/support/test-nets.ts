/** Small real nets with a known meaning, registered as models are. */

import type { Size } from '../../engine/core/units.ts';
import { type Graph, GraphBuilder, type Value } from '../../engine/inference/graph.ts';
import channelAffine from '../../engine/inference/ops/channel-affine.ts';
import conv2d from '../../engine/inference/ops/conv2d.ts';
import numbersIn from '../../engine/inference/ops/numbers-in.ts';
import pictureIn from '../../engine/inference/ops/picture-in.ts';
import pictureOut from '../../engine/inference/ops/picture-out.ts';
import { defineModel, NET_TEXTURES, type PictureNet } from '../../engine/inference/picture-net.ts';
import { tensor } from '../../engine/inference/tensor.ts';

/** A 3 x 3 window by rows. */
type Window = readonly number[];

/** Tent of 3 x 3 pixels, summing to 1. */
const BLUR: Window = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((share) => share / 16);
/** Rise to the right. @source I. Sobel, G. Feldman (1968) */
const SOBEL: Window = [-1, 0, 1, -2, 0, 2, -1, 0, 1];

/** A convolution that does the same to each of three channels. */
function window(builder: GraphBuilder, x: Value, weights: Window, name: string): Value {
  const all = [0, 1, 2].flatMap((out) =>
    [0, 1, 2].flatMap((from) => weights.map((weight) => (out === from ? weight : 0))),
  );
  const inputs = [
    x,
    builder.constant(`${name} weights`, tensor([3, 3, 3, 3], all)),
    builder.constant(`${name} bias`, tensor([3], [0, 0, 0])),
  ];
  return builder.apply(conv2d, inputs, { pads: [1, 1, 1, 1], padMode: 'replicate' }, name);
}

/** `tint` is `blur` times three numbers that a pass is told: `tint`, by channel. */
export type TestNetKind = 'blur' | 'edges' | 'tint';

/** What is set of a test net. */
export interface TestNetOptions {
  readonly name?: string;
  readonly priority?: number;
  readonly rate?: number;
  readonly standIn?: PictureNet['standIn'];
  /** Called whenever weights are loaded. */
  readonly onLoad?: () => void;
}

/** Factors as they are told, and nothing to add. */
function tintOf(builder: GraphBuilder): [Value, Value] {
  const told = builder.input('tint', { dtype: 'f32', shape: [1, 3] });
  const zero = builder.constant('nothing', tensor([1, 3], [0, 0, 0]));
  return [builder.apply(numbersIn, [told], { uniform: 'tint' }), zero];
}

function netGraph(kind: TestNetKind, picture: Size, output: Size): Graph {
  const builder = new GraphBuilder();
  const input = builder.input('picture', {
    dtype: 'f32',
    shape: [picture.height, picture.width, 4],
  });
  const coding = { coding: 'linear' } as const;
  let x = builder.apply(pictureIn, [input], {
    ...coding,
    texture: NET_TEXTURES.picture,
    height: output.height,
    width: output.width,
  });
  const tint = kind === 'tint' ? tintOf(builder) : null;
  for (let i = 0; i < 4; i++) x = window(builder, x, BLUR, `blur ${i}`);
  if (kind === 'edges') x = window(builder, x, SOBEL, 'sobel');
  if (tint) x = builder.apply(channelAffine, [x, ...tint], {}, 'tinted');
  const texture = NET_TEXTURES.result;
  return builder.build([builder.apply(pictureOut, [x], { ...coding, texture }, 'made')]);
}

/** Half the picture's size, blurred four times (`blur`), then its rise to the right (`edges`). */
export function testNet(kind: TestNetKind, options: TestNetOptions = {}): PictureNet {
  const { name = kind, priority = 1, rate = Number.POSITIVE_INFINITY, standIn = 'black' } = options;
  return defineModel({
    name,
    label: name,
    about: 'A net for tests',
    priority,
    rate,
    standIn,
    precision: 'f32',
    ...(kind === 'tint' && { numbers: { tint: 3 } }),
    outputSize: ({ width, height }) => ({ width: width / 2, height: height / 2 }),
    load: async () => {
      options.onLoad?.();
      return { graph: ({ picture, output }) => netGraph(kind, picture, output) };
    },
  });
}

import wgsl from '../../../shaders/ops/picture-out.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { decodeSrgb } from '../../core/srgb.ts';
import { floats } from '../case-data.ts';
import { gridDispatch } from '../grid.ts';
import { floatText } from '../kernel.ts';
import { defineOp } from '../op.ts';
import { channelScaling, type PictureCoding } from '../picture/picture-coding.ts';
import { shapeText, zeros } from '../tensor.ts';

interface PictureOutAttributes extends PictureCoding {
  /** Name of the texture, as the program was given it. */
  readonly texture: string;
}

const three = (values: readonly number[]) => `vec3f(${values.map(floatText).join(', ')})`;

/**
 * A net's `[1, 3, h, w]`, or `[1, 1, h, w]` as grey, written to a picture texture `[h, w, 4]`
 * (`rgba16float`, linear Rec. 709, opaque). Its output is the texture itself and takes no memory.
 */
export default defineOp<PictureOutAttributes>({
  name: 'picture-out',
  infer([x], attributes) {
    const [batch, channels, height = 0, width = 0] = x?.shape ?? [];
    if (x?.shape.length !== 4 || batch !== 1 || (channels !== 1 && channels !== 3)) {
      fail({
        subject: 'A picture from a net',
        constraint: 'be [1, 3, height, width] or [1, 1, height, width]',
        got: shapeText(x?.shape ?? []),
        remedy: 'slice or reshape what the net gives',
      });
    }
    channelScaling(attributes);
    return [floats(height, width, 4)];
  },
  reference([x], attributes, [type]) {
    if (!x || !type) return [];
    const { mean, scale } = channelScaling(attributes);
    const [, channels = 3, height = 1, width = 1] = x.shape;
    const plane = height * width;
    const result = zeros(type);
    for (let pixel = 0; pixel < plane; pixel++) {
      mean.forEach((middle, channel) => {
        const value = x.data[(channel % channels) * plane + pixel] ?? 0;
        const light = value / (scale[channel] ?? 1) + middle;
        result.data[pixel * 4 + channel] = attributes.coding === 'srgb' ? decodeSrgb(light) : light;
      });
      result.data[pixel * 4 + 3] = 1;
    }
    return [result];
  },
  layouts: (_inputs, _outputs, [given = 'plain']) => ({ inputs: [given], outputs: ['plain'] }),
  lower({ inputs: [x], inputLayouts: [layout], attributes }) {
    const [, channels = 3, height = 1, width = 1] = x?.shape ?? [];
    const { mean, scale } = channelScaling(attributes);
    const grid = gridDispatch(width, height, 1);
    const plane = `${height * width}u`;
    const colours =
      layout === 'c4'
        ? 'vec3f(source[i].xyz)'
        : `vec3f(f32(source[i]), f32(source[i + ${plane}]), f32(source[i + 2u * ${plane}]))`;
    const grey = `vec3f(f32(source[i]${layout === 'c4' ? '.x' : ''}))`;
    const held = 'srgbToLinear(clamp(value, vec3f(0.0), vec3f(1.0)))';
    return [
      {
        shader: { path: 'shaders/ops/picture-out.wgsl', code: wgsl },
        constants: { WIDTH: width, MEAN: three(mean), SCALE: three(scale) },
        functions: [
          `alias Item = ${layout === 'c4' ? 'Element4' : 'Element'};`,
          `fn take(i: u32) -> vec3f { return ${channels === 1 ? grey : colours}; }`,
          `fn decode(value: vec3f) -> vec3f { return ${attributes.coding === 'srgb' ? held : 'value'}; }`,
          grid.functions,
        ].join('\n'),
        bindings: {
          source: { kind: 'input', index: 0 },
          picture: {
            kind: 'texture',
            name: attributes.texture,
            access: 'write',
            size: { width, height },
          },
        },
        workgroups: grid.workgroups,
      },
    ];
  },
  cases: [
    {
      title: 'colours',
      inputs: [floats(1, 3, 11, 14)],
      attributes: { texture: 'result', coding: 'srgb' },
    },
    {
      title: 'grey',
      inputs: [floats(1, 1, 9, 17)],
      attributes: { texture: 'result', coding: 'linear' },
    },
    {
      title: 'normalised by channel',
      inputs: [floats(1, 3, 8, 8)],
      attributes: {
        texture: 'result',
        coding: 'linear',
        mean: [0.485, 0.456, 0.406],
        scale: [4.3, 4.4, 4.5],
      },
    },
  ],
});

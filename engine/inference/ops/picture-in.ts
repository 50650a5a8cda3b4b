import wgsl from '../../../shaders/ops/picture-in.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { encodeSrgb } from '../../core/srgb.ts';
import { floats } from '../case-data.ts';
import { gridDispatch } from '../grid.ts';
import { floatText } from '../kernel.ts';
import { defineOp, type Layout } from '../op.ts';
import { channelScaling, type PictureCoding } from '../picture/picture-coding.ts';
import { tentTaps } from '../picture/tent-filter.ts';
import { shapeText, type TensorType, zeros } from '../tensor.ts';

interface PictureInAttributes extends PictureCoding {
  /** Name of the texture, as the program was given it. */
  readonly texture: string;
  /** Size at which the net works. */
  readonly height: number;
  readonly width: number;
  /** How the result lies; `c4`, as convolutions want it, when absent. */
  readonly layout?: Layout;
}

function check(picture: TensorType | undefined, { height, width }: PictureInAttributes): void {
  const sizes = [picture?.shape[0], picture?.shape[1], height, width];
  const right = picture?.shape.length === 3 && picture.shape[2] === 4;
  if (right && sizes.every((size) => Number.isInteger(size) && (size ?? 0) > 0)) return;
  fail({
    subject: 'A picture for a net',
    constraint: 'be [height, width, 4] and become a size of whole pixels',
    got: `${shapeText(picture?.shape ?? [])} to ${height} × ${width}`,
    remedy: 'correct the sizes',
  });
}

const three = (values: readonly number[]) => `vec3f(${values.map(floatText).join(', ')})`;

/**
 * A picture texture as a net's input `[1, 3, height, width]`. Its input `[h, w, 4]` (linear Rec. 709,
 * as `rgba16float` holds it) is the texture itself and takes no memory.
 */
export default defineOp<PictureInAttributes>({
  name: 'picture-in',
  infer([picture], attributes) {
    check(picture, attributes);
    channelScaling(attributes);
    return [floats(1, 3, attributes.height, attributes.width)];
  },
  reference([picture], attributes, [type]) {
    if (!picture || !type) return [];
    const [inHeight = 1, inWidth = 1] = picture.shape;
    const { height, width, coding } = attributes;
    const { mean, scale } = channelScaling(attributes);
    const result = zeros(type);
    const columns = tentTaps(inWidth, width);
    tentTaps(inHeight, height).forEach((down, y) => {
      columns.forEach((across, x) => {
        mean.forEach((middle, channel) => {
          let light = 0;
          down.weights.forEach((rowWeight, row) => {
            across.weights.forEach((weight, column) => {
              const pixel = (down.first + row) * inWidth + across.first + column;
              light += rowWeight * weight * (picture.data[pixel * 4 + channel] ?? 0);
            });
          });
          const value = coding === 'srgb' ? encodeSrgb(light) : light;
          const place = (channel * height + y) * width + x;
          result.data[place] = (value - middle) * (scale[channel] ?? 1);
        });
      });
    });
    return [result];
  },
  layouts: (_inputs, _outputs, _given, { layout = 'c4' }) => ({
    inputs: ['plain'],
    outputs: [layout],
  }),
  lower({ inputs: [picture], outputLayouts: [layout], attributes }) {
    const [inHeight = 1, inWidth = 1] = picture?.shape ?? [];
    const { height, width, coding, texture } = attributes;
    const { mean, scale } = channelScaling(attributes);
    const [stepX, stepY] = [inWidth / width, inHeight / height];
    const grid = gridDispatch(width, height, 1);
    const plane = `${height * width}u`;
    const put =
      layout === 'c4'
        ? 'result[i] = Element4(vec4f(value, 0.0));'
        : `result[i] = Element(value.x);
  result[i + ${plane}] = Element(value.y);
  result[i + 2u * ${plane}] = Element(value.z);`;
    const held = 'linearToSrgb(clamp(light, vec3f(0.0), vec3f(1.0)))';
    return [
      {
        shader: { path: 'shaders/ops/picture-in.wgsl', code: wgsl },
        constants: {
          IN_H: inHeight,
          IN_W: inWidth,
          OUT_W: width,
          STEP_X: floatText(stepX),
          STEP_Y: floatText(stepY),
          TENT_X: floatText(Math.max(1, stepX)),
          TENT_Y: floatText(Math.max(1, stepY)),
          MEAN: three(mean),
          SCALE: three(scale),
        },
        functions: [
          `alias Item = ${layout === 'c4' ? 'Element4' : 'Element'};`,
          `fn encode(light: vec3f) -> vec3f { return ${coding === 'srgb' ? held : 'light'}; }`,
          `fn put(i: u32, value: vec3f) { ${put} }`,
          grid.functions,
        ].join('\n'),
        bindings: {
          picture: {
            kind: 'texture',
            name: texture,
            access: 'read',
            size: { width: inWidth, height: inHeight },
          },
          result: { kind: 'output', index: 0 },
        },
        workgroups: grid.workgroups,
      },
    ];
  },
  cases: [
    {
      title: 'smaller, by uneven factors',
      inputs: [floats(27, 40, 4)],
      attributes: { texture: 'picture', coding: 'srgb', height: 8, width: 15 },
    },
    {
      title: 'larger, plain',
      inputs: [floats(7, 9, 4)],
      attributes: { texture: 'picture', coding: 'srgb', height: 18, width: 20, layout: 'plain' },
    },
    {
      title: 'the same size, linear, normalised by channel',
      inputs: [floats(12, 16, 4)],
      attributes: {
        texture: 'picture',
        coding: 'linear',
        height: 12,
        width: 16,
        mean: [0.485, 0.456, 0.406],
        scale: [1 / 0.229, 1 / 0.224, 1 / 0.225],
      },
    },
    {
      title: 'to 0..255, one way smaller and the other larger',
      inputs: [floats(30, 8, 4)],
      attributes: { texture: 'picture', coding: 'srgb', height: 4, width: 24, scale: [255] },
    },
  ],
});

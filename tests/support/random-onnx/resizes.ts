/** Pictures at other sizes, and pixels as channels. */

import { fits, int, ints, type Step, text } from './sketch.ts';

const resize: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  if (x.shape.length !== 4) return;
  const [tall, wide] = [draw.between(1, 2 * h + 1), draw.between(1, 2 * w + 1)];
  const mode = draw.of(['nearest', 'linear', 'linear', 'cubic']);
  const later = sketch.opset >= 19 && mode !== 'cubic' ? ['half_pixel_symmetric'] : [];
  const coordinates = draw.of([
    ...['half_pixel', 'asymmetric', 'align_corners', 'pytorch_half_pixel'],
    ...later,
  ]);
  const none = sketch.opset < 13 ? sketch.weights([0]) : '';
  const shape = [n, c, tall, wide];
  if (!fits(shape)) return;
  sketch.add('Resize', [x.name, none, none, sketch.list(...shape)], shape, {
    mode: text(mode),
    coordinate_transformation_mode: text(coordinates),
    nearest_mode: text(draw.of(['floor', 'round_prefer_floor', 'ceil', 'round_prefer_ceil'])),
  });
};

/** By whole factors, and a convolution behind it: what decoders do. */
const upsample: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  const factor = draw.between(2, 3);
  const shape = [n, c, h * factor, w * factor];
  if (x.shape.length !== 4 || !fits(shape)) return;
  const mode = draw.of(['nearest', 'nearest', 'linear']);
  const none = sketch.opset < 13 ? sketch.weights([0]) : '';
  const scales = sketch.reals([4], [1, 1, factor, factor]);
  const large = sketch.add('Resize', [x.name, none, scales], shape, {
    mode: text(mode),
    coordinate_transformation_mode: text(draw.of(['asymmetric', 'half_pixel'])),
    nearest_mode: text(mode === 'nearest' ? 'floor' : 'round_prefer_floor'),
  });
  const weights = sketch.weights([3, c, 3, 3], 1 / Math.sqrt(9 * c));
  if (draw.once(2)) {
    sketch.add('Conv', [large.name, weights], [n, 3, h * factor, w * factor], {
      pads: ints(1, 1, 1, 1),
    });
  }
};

/** Four channels more, taken apart into pixels. */
const shuffle: Step = (sketch, x, draw) => {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  if (x.shape.length !== 4) return;
  const mode = { mode: text(draw.of(['DCR', 'CRD'])), blocksize: int(2) };
  if (c % 4 === 0) {
    sketch.add('DepthToSpace', [x.name], [n, c / 4, h * 2, w * 2], mode);
    return;
  }
  const wide = [n, 8, h, w];
  if (!fits(wide)) return;
  const weights = sketch.weights([8, c, 1, 1], 1 / Math.sqrt(c));
  const many = sketch.add('Conv', [x.name, weights], wide);
  sketch.add('DepthToSpace', [many.name], [n, 2, h * 2, w * 2], mode);
};

const unshuffle: Step = (sketch, x) => {
  const [n = 1, c = 1, h = 1, w = 1] = x.shape;
  if (x.shape.length !== 4 || h % 2 !== 0 || w % 2 !== 0) return;
  sketch.add('SpaceToDepth', [x.name], [n, c * 4, h / 2, w / 2], { blocksize: int(2) });
};

/** Steps of this family. */
export const steps: readonly Step[] = [resize, upsample, upsample, shuffle, unshuffle];

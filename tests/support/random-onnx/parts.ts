/** Parts of values: cut out, put together, picked, padded. */

import { elementCount } from '../../../engine/inference/tensor.ts';
import { fits, int, ints, type Step, text } from './sketch.ts';

const concat: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const axis = draw.axis(x.shape);
  const partners = sketch.values.filter(
    ({ shape }) =>
      shape.length === x.shape.length &&
      shape.every((extent, i) => i === axis || extent === x.shape[i]),
  );
  const parts = [x, ...Array.from({ length: draw.between(1, 2) }, () => draw.of(partners))];
  const extent = parts.reduce((sum, { shape }) => sum + (shape[axis] ?? 1), 0);
  const shape = x.shape.map((one, i) => (i === axis ? extent : one));
  if (!fits(shape)) return;
  const names = parts.map(({ name }) => name);
  sketch.add('Concat', names, shape, { axis: int(draw.of([axis, axis - x.shape.length])) });
};

const slice: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const axis = draw.axis(x.shape);
  const extent = x.shape[axis] ?? 1;
  const start = draw.between(0, extent - 1);
  const end = draw.between(start + 1, extent);
  const step = draw.between(1, 2);
  const shape = x.shape.map((one, i) => (i === axis ? Math.ceil((end - start) / step) : one));
  const isBackwards = draw.once(4);
  const bounds = isBackwards
    ? [end - 1, start - 1 < 0 ? -extent - 1 : start - 1, axis, -step]
    : [start, draw.of([end, end - extent === 0 ? 2 ** 40 : end - extent]), axis, step];
  sketch.add('Slice', [x.name, ...bounds.map((one) => sketch.list(one))], shape);
};

const split: Step = (sketch, x, draw) => {
  const axis = draw.between(0, Math.max(0, x.shape.length - 1));
  const extent = x.shape[axis] ?? 1;
  if (extent < 2) return;
  const first = draw.between(1, extent - 1);
  const sizes = [first, extent - first];
  const shapes = sizes.map((size) => x.shape.map((one, i) => (i === axis ? size : one)));
  const isInput = sketch.opset >= 13;
  sketch.addAll('Split', [x.name, ...(isInput ? [sketch.list(...sizes)] : [])], shapes, {
    axis: int(axis),
    ...(isInput ? {} : { split: ints(...sizes) }),
  });
};

const pad: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const mode = draw.of(['constant', 'reflect', 'edge']);
  const room = (extent: number) => (mode === 'reflect' ? extent - 1 : 2);
  const pads = [...x.shape, ...x.shape].map((extent) => Math.min(draw.between(0, 2), room(extent)));
  const around = (axis: number) => (pads[axis] ?? 0) + (pads[axis + x.shape.length] ?? 0);
  const shape = x.shape.map((extent, axis) => extent + around(axis));
  if (!fits(shape)) return;
  const value = mode === 'constant' && draw.once(2) ? [sketch.scalar(-0.75)] : [];
  sketch.add('Pad', [x.name, sketch.list(...pads), ...value], shape, { mode: text(mode) });
};

const gather: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const axis = draw.axis(x.shape);
  const extent = x.shape[axis] ?? 1;
  const picked = Array.from({ length: draw.between(1, 4) }, () =>
    draw.between(-extent, extent - 1),
  );
  const shape = x.shape.map((one, i) => (i === axis ? picked.length : one));
  if (!fits(shape)) return;
  sketch.add('Gather', [x.name, sketch.list(...picked)], shape, { axis: int(axis) });
};

/** A row of a table for each place of what is largest along an input's axis. */
const embedding: Step = (sketch, x, draw) => {
  if (x.shape.length < 2 || !sketch.isInput(x)) return;
  const axis = draw.axis(x.shape);
  const width = draw.between(1, 5);
  const kept = x.shape.filter((_, i) => i !== axis);
  if (!fits([...kept, width])) return;
  const place = sketch.inner(draw.of(['ArgMax', 'ArgMin']), [x.name], {
    axis: int(axis),
    keepdims: int(0),
  });
  const table = sketch.weights([x.shape[axis] ?? 1, width]);
  sketch.add('Gather', [table, place], [...kept, width], { axis: int(0) });
};

const gatherElements: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const axis = draw.axis(x.shape);
  const extent = x.shape[axis] ?? 1;
  const count = draw.between(1, 3);
  const shape = x.shape.map((one, i) => (i === axis ? count : one));
  const values = Array.from({ length: elementCount(shape) }, (_, i) => (i * 7 + 3) % extent);
  const places = sketch.hold({ type: 'i64', shape, values });
  sketch.add('GatherElements', [x.name, places], shape, { axis: int(axis) });
};

const tile: Step = (sketch, x, draw) => {
  if (x.shape.length === 0) return;
  const repeats = x.shape.map(() => draw.between(1, 2));
  const shape = x.shape.map((extent, i) => extent * (repeats[i] ?? 1));
  if (fits(shape)) sketch.add('Tile', [x.name, sketch.list(...repeats)], shape);
};

const triangle: Step = (sketch, x, draw) => {
  if (x.shape.length < 2 || sketch.opset < 14) return;
  const diagonal = sketch.hold({ type: 'i64', shape: [], values: [draw.between(-1, 1)] });
  sketch.add('Trilu', [x.name, diagonal], x.shape, { upper: int(draw.between(0, 1)) });
};

/** Steps of this family. */
export const steps: readonly Step[] = [
  ...[concat, concat, slice, slice, split, pad, gather, embedding, gatherElements, tile, triangle],
];

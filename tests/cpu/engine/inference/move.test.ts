import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Move, movedOnCpu, moveOnCpu, walk } from '../../../../engine/inference/move.ts';
import {
  elementCount,
  type Shape,
  stridesOf,
  tensor,
  zeros,
} from '../../../../engine/inference/tensor.ts';

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });

const counted = (shape: Shape) =>
  tensor(
    shape,
    Array.from({ length: elementCount(shape) }, (_, i) => i),
  );

/** Offset of step `i` by division, axis by axis. */
function offsetByDivision(shape: Shape, strides: readonly number[], base: number, i: number) {
  const own = stridesOf(shape);
  return shape.reduce((offset, extent, axis) => {
    const place = Math.floor(i / (own[axis] ?? 1)) % extent;
    return offset + place * (strides[axis] ?? 0);
  }, base);
}

describe('a walk', () => {
  it('visits every place in order, with any strides', () => {
    const strides = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(shapes, strides, fc.integer({ min: -5, max: 5 }), (shape, steps, base) => {
        const visited: [number, number][] = [];
        walk(shape, { strides: steps, base }, (offset, step) => visited.push([offset, step]));
        expect(visited).toEqual(
          Array.from({ length: elementCount(shape) }, (_, i) => [
            offsetByDivision(shape, steps, base, i),
            i,
          ]),
        );
      }),
    );
  });

  it('over a scalar visits its one place', () => {
    const visited: number[] = [];
    walk([], { strides: [], base: 3 }, (offset) => visited.push(offset));
    expect(visited).toEqual([3]);
  });
});

describe('a move', () => {
  it('there and back leaves every number where it was', () => {
    const cases = shapes.chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.shuffledSubarray(
          shape.map((_, axis) => axis),
          { minLength: shape.length },
        ),
      ),
    );
    fc.assert(
      fc.property(cases, ([shape, order]) => {
        const strides = stridesOf(shape);
        const over = order.map((axis) => shape[axis] ?? 1);
        const from = { strides: order.map((axis) => strides[axis] ?? 1) };
        const there: Move = { over, from, to: { strides: stridesOf(over) } };
        const back: Move = { over, from: there.to, to: from };
        const source = counted(shape);
        const turned = movedOnCpu({ dtype: 'f32', shape: over }, [{ move: there, source }]);
        expect(movedOnCpu(source, [{ move: back, source: turned }]).data).toEqual(source.data);
      }),
    );
  });

  it('turns a matrix', () => {
    const move: Move = { over: [3, 2], from: { strides: [1, 3] }, to: { strides: [2, 1] } };
    const turned = moveOnCpu(move, counted([2, 3]), zeros({ dtype: 'f32', shape: [3, 2] }));
    expect([...turned.data]).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it('of several parts fills one tensor, and leaves out a source that is missing', () => {
    const place = (base: number): Move => ({
      over: [2],
      from: { strides: [1] },
      to: { strides: [1], base },
    });
    const joined = movedOnCpu({ dtype: 'f32', shape: [6] }, [
      { move: place(4), source: tensor([2], [1, 2]) },
      { move: place(2), source: undefined },
      { move: place(0), source: tensor([2], [3, 4]) },
    ]);
    expect([...joined.data]).toEqual([3, 4, 0, 0, 1, 2]);
  });
});

import type { FrameTime } from '../core/frame-time.ts';
import type { Size } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import type { BuiltNet } from './built-net.ts';
import type { FlowCarry } from './carry/flow-carry.ts';
import type { NetDirection, PictureNet } from './picture-net.ts';
import { SizeFit } from './schedule/fit-size.ts';
import type { NetPasses } from './schedule/pass.ts';
import type { Scheduler } from './scheduler.ts';

/** A net at one size: what carries its results and, once it is built, what makes them. */
export interface NetPart {
  readonly carry: FlowCarry;
  built: BuiltNet | null;
  passes: NetPasses | null;
  /** Index of the frame in which its picture was brought up to date last. */
  shownAt: number;
  /** Frames since its first result; 0 before it. */
  age: number;
}

/** A part that nothing was built for yet. */
export function emptyPart(carry: FlowCarry): NetPart {
  return { carry, built: null, passes: null, shownAt: -1, age: 0 };
}

/** Adds this frame's slice of a part and brings its picture to the present. @returns whether it worked */
export function encodePart(
  frame: FrameEncoder,
  part: NetPart,
  now: {
    readonly time: FrameTime;
    readonly section: string;
    readonly scheduler: Scheduler;
    readonly direction: NetDirection | undefined;
  },
): boolean {
  const { carry, built, passes } = part;
  const { time, section, scheduler, direction } = now;
  // Nobody kept up what it saw: it is of a past that has no path to the present.
  if (part.shownAt !== time.index - 1) carry.reset();
  part.shownAt = time.index;
  const works = built !== null && passes !== null && passes.slice.from !== passes.slice.to;
  if (works) {
    const { slice } = passes;
    if (slice.begins) {
      if (direction) tell(built, direction);
      carry.begin(frame);
    }
    frame.section(section, scheduler.remember(passes));
    built.program.encode(frame, slice.from, slice.to);
    if (slice.completes) carry.arrive(frame, built.result, time.index - passes.result.index);
  }
  if (part.age > 0 || passes?.slice.completes) part.age += 1;
  frame.section('nets');
  carry.encode(frame);
  return works;
}

/** Writes what a pass that begins now is told; it keeps that until it ends. */
function tell(built: BuiltNet, { numbers }: NetDirection): void {
  for (const name in built.numbers) {
    const given = numbers[name];
    if (given) built.numbers[name]?.values.set(given);
  }
}

/** Gives back what a part has on the device. */
export function disposePart({ built, carry }: NetPart): void {
  built?.dispose();
  carry.dispose();
}

/** The sizes that a net can work at, with the one that its time is enough for. */
export interface NetFit {
  readonly sizes: readonly Size[];
  readonly fit: SizeFit;
}

const areaOf = ({ width, height }: Size) => width * height;

/** Fits a net's sizes to its time, from the size on that detail chose; null where it has but one. */
export function netFit({ sizes }: PictureNet, picture: Size, start: Size): NetFit | null {
  const all = sizes?.(picture) ?? [];
  if (all.length < 2) return null;
  const place = all.findLastIndex((size) => areaOf(size) <= areaOf(start));
  return { sizes: all, fit: new SizeFit(all.length, Math.max(0, place)) };
}

/**
 * Takes a finished pass into a fit.
 * @param budget milliseconds that nets have in a frame
 * @returns the size that fits from now on, if it is another one
 */
export function refit({ sizes, fit }: NetFit, built: BuiltNet, budget: number): Size | null {
  const { costs, units } = built.scheduled;
  const [now, next] = [sizes[fit.place], sizes[fit.place + 1]];
  if (!now || !(budget > 0)) return null;
  const growth = next ? areaOf(next) / areaOf(now) : Number.POSITIVE_INFINITY;
  const changes = fit.observe(costs.sum(0, units.length) / budget, growth);
  return changes ? (sizes[fit.place] ?? null) : null;
}

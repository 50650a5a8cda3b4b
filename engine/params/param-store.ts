import { fail } from '../core/errors.ts';
import { smoothingShare } from '../core/numeric.ts';
import type { Seconds } from '../core/units.ts';
import {
  constrain,
  fromTravel,
  type ParamDeclaration,
  type ParamSpecs,
  toTravel,
} from './declaration.ts';

/** One move of one parameter, from whatever hand. */
export interface ParamChange {
  readonly id: string;
  /** In the parameter's unit; a choice's index; 1 to hit a trigger. */
  readonly value: number;
  /** Who sent it: `keyboard`, `page`, `show`, `log`, ... */
  readonly sender: string;
}

/** The values of one frame. Nobody but the store writes them; they hold still until the next. */
export interface ParamSnapshot {
  /** Smoothed and modulated value at a place that {@link ParamStore.indexOf} gave. */
  at(index: number): number;
  /** The same by address. @throws InstrumentError for an unknown address */
  get(id: string): number;
  /** Whether a trigger was hit for this frame. */
  hit(index: number): boolean;
}

/** Owner of every parameter's value. Others send changes and read the frame's snapshot. */
export interface ParamStore {
  /** Adds parameters. @throws InstrumentError when an address exists already */
  declare(prefix: string, specs: ParamSpecs): void;
  readonly declarations: readonly ParamDeclaration[];
  /** Place of a parameter in the snapshot. @throws InstrumentError for an unknown address */
  indexOf(id: string): number;
  has(id: string): boolean;
  /** Applies the frame's changes and moves the smoothed values on by `delta`. */
  apply(changes: readonly ParamChange[], delta: Seconds): ParamSnapshot;
  /**
   * Moves what the frame sees of a parameter by so much of its control's travel, from where its
   * own value stands; several movements add up, and all end with the frame.
   */
  modulate(index: number, travel: number): void;
  /** Ends all smoothing: every value is its target. For the start of a show, never during one. */
  settle(): void;
  /** Where a parameter is heading: the value its control shows. */
  target(index: number): number;
  /** The newest snapshot. */
  readonly snapshot: ParamSnapshot;
  /** A number that grows whenever any target changes, so that a page knows when to look. */
  readonly revision: number;
}

/** An empty store. */
export function createParamStore(): ParamStore {
  const declarations: ParamDeclaration[] = [];
  const indexById = new Map<string, number>();
  let targets = new Float64Array(0);
  let values = new Float64Array(0);
  /** What the frame sees: the values, modulated. */
  let played = new Float64Array(0);
  /** Movements of this frame, and the places that have one. */
  let offsets = new Float64Array(0);
  const modulated: number[] = [];
  let hits = new Uint8Array(0);
  let revision = 0;

  const indexOf = (id: string): number => {
    const index = indexById.get(id);
    if (index === undefined) {
      fail({
        subject: `The parameter "${id}"`,
        constraint: 'be declared',
        got: 'an unknown address',
        remedy: 'check its spelling against the parameters that the page lists',
      });
    }
    return index;
  };
  const snapshot: ParamSnapshot = {
    at: (index) => played[index] ?? 0,
    get: (id) => played[indexOf(id)] ?? 0,
    hit: (index) => hits[index] === 1,
  };

  const grow = (count: number) => {
    const copy = (old: Float64Array) => {
      const next = new Float64Array(count);
      next.set(old);
      return next;
    };
    targets = copy(targets);
    values = copy(values);
    played = copy(played);
    offsets = new Float64Array(count);
    hits = new Uint8Array(count);
  };

  const declare = (prefix: string, specs: ParamSpecs) => {
    const start = declarations.length;
    for (const [name, spec] of Object.entries(specs)) {
      const id = `${prefix}.${name}`;
      if (indexById.has(id)) {
        fail({
          subject: `The parameter "${id}"`,
          constraint: 'be declared once',
          got: 'a second declaration',
          remedy: 'rename one of the two',
        });
      }
      indexById.set(id, declarations.length);
      declarations.push({ ...spec, id });
    }
    grow(declarations.length);
    for (let i = start; i < declarations.length; i++) {
      targets[i] = values[i] = played[i] = declarations[i]?.default ?? 0;
    }
  };

  const accept = (change: ParamChange) => {
    const index = indexById.get(change.id);
    const spec = index === undefined ? undefined : declarations[index];
    if (index === undefined || spec === undefined) return;
    if (spec.kind === 'trigger') {
      if (change.value > 0.5) hits[index] = 1;
      return;
    }
    const value = constrain(spec, change.value);
    if (targets[index] === value) return;
    targets[index] = value;
    revision += 1;
  };

  const smooth = (delta: Seconds) => {
    for (let i = 0; i < declarations.length; i++) {
      const target = targets[i] ?? 0;
      const value = values[i] ?? 0;
      if (value === target) continue;
      const spec = declarations[i];
      const near = spec ? (spec.max - spec.min) * 1e-5 : 0;
      const next = value + (target - value) * smoothingShare(delta, spec?.smoothing ?? 0);
      values[i] = Math.abs(target - next) <= near ? target : next;
    }
  };

  const modulate = (index: number, travel: number) => {
    const spec = declarations[index];
    if (!spec || spec.kind === 'trigger') return;
    if (offsets[index] === 0) modulated.push(index);
    const offset = (offsets[index] ?? 0) + travel;
    offsets[index] = offset;
    played[index] = fromTravel(spec, toTravel(spec, values[index] ?? 0) + offset);
  };
  const endModulation = () => {
    for (let i = 0; i < modulated.length; i++) offsets[modulated[i] ?? 0] = 0;
    modulated.length = 0;
  };

  return {
    declarations,
    declare,
    modulate,
    indexOf,
    has: (id) => indexById.has(id),
    apply(changes, delta) {
      hits.fill(0);
      endModulation();
      for (let i = 0; i < changes.length; i++) {
        const change = changes[i];
        if (change) accept(change);
      }
      smooth(delta);
      played.set(values);
      return snapshot;
    },
    settle() {
      values.set(targets);
      played.set(targets);
    },
    target: (index) => targets[index] ?? 0,
    snapshot,
    get revision() {
      return revision;
    },
  };
}

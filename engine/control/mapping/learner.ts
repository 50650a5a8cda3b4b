import type { ParamKind } from '../../params/declaration.ts';
import { type Binding, collides, PLAIN_BINDING } from './binding.ts';
import { type ControlEvent, isButtonAddress, sourceKey } from './control-event.ts';
import { type Encoding, guessEncoding } from './relative.ts';

/** Something to be learnt. */
export interface LearnTarget {
  readonly target: string;
  /** Kind of the parameter, or `action`. */
  readonly kind: ParamKind | 'action';
  /** For a single value of a choice: a press sets it. */
  readonly value?: number;
}

/**
 * Learns which control plays what: targets are pointed at, one or a whole row, and the controls
 * that are moved next take them in turn.
 */
export interface Learner {
  /** Adds a target to the row that waits. */
  point(target: LearnTarget): void;
  /** A control moved. @returns whether it took a target */
  take(event: ControlEvent): boolean;
  /** Targets that wait, in order. */
  readonly waiting: readonly LearnTarget[];
  /** Binding that was made last, and what it took the place of. */
  readonly latest: { readonly binding: Binding; readonly replaced: readonly Binding[] } | null;
  /** Ends: what waits is forgotten. */
  clear(): void;
}

/** Where learnt bindings go. */
export interface LearnerOptions {
  readonly bindings: () => readonly Binding[];
  readonly change: (bindings: readonly Binding[]) => void;
  /** Betters the change before, so that both are undone at once. */
  readonly amend: (bindings: readonly Binding[]) => void;
  /** Encoding that a device's profile declares for a control; null where none does. */
  readonly encodingOf: (event: ControlEvent) => Encoding | null;
  /** Page of the device; null is its first one, which shows through on the others. */
  readonly pageOf: (device: string) => number | null;
}

/** Travel that a control must make before it counts as meant. */
const MEANT = 0.02;
/** Messages that are meant, however near they are: an encoder repeats itself. */
const MEANT_COUNT = 3;
const isFar = (one: number, other: number) => Math.abs(one - other) >= MEANT;
/** Messages of a control that are looked at to find out whether it is relative. */
const LOOKED_AT = 24;

/** How a control is used on a target at first. */
function usualMode(control: string, { kind, value }: LearnTarget): Binding['mode'] {
  if (value !== undefined) return 'radio';
  if (kind === 'action' || kind === 'trigger') return 'hit';
  if (!isButtonAddress(control)) return 'value';
  return kind === 'toggle' ? 'toggle' : kind === 'choice' ? 'step' : 'momentary';
}

class ControlLearner implements Learner {
  waiting: LearnTarget[] = [];
  latest: Learner['latest'] = null;
  readonly #options: LearnerOptions;
  /** First place of each control since something waits, and how often it spoke. */
  readonly #seen = new Map<string, { readonly from: number; count: number }>();
  /** Control that was bound last: it goes on moving for a while. */
  #bound = '';
  #raws: number[] = [];

  constructor(options: LearnerOptions) {
    this.#options = options;
  }

  point(target: LearnTarget): void {
    this.waiting = [...this.waiting, target];
    this.#seen.clear();
  }

  clear(): void {
    this.waiting = [];
    this.#seen.clear();
    this.#bound = '';
  }

  take(event: ControlEvent): boolean {
    const key = sourceKey(event);
    if (key === this.#bound) {
      this.#look(event);
      return false;
    }
    const [target, ...rest] = this.waiting;
    if (!target || !this.#isMeant(key, event)) return false;
    this.waiting = rest;
    this.#bound = key;
    this.#raws = [Math.round(event.value * 127)];
    this.#bind(event, target);
    return true;
  }

  #isMeant(key: string, event: ControlEvent): boolean {
    if (isButtonAddress(event.control)) return event.value > 0;
    const seen = this.#seen.get(key) ?? { from: event.value, count: 0 };
    this.#seen.set(key, seen);
    seen.count += 1;
    // A declared encoder means every step; another control has to move on its way.
    const encoding = this.#options.encodingOf(event);
    if (encoding !== null && encoding !== 'absolute') return true;
    const isEnd = event.value === 0 || event.value === 1;
    return seen.count > MEANT_COUNT || (seen.count > 1 && (isEnd || isFar(event.value, seen.from)));
  }

  #bind(event: ControlEvent, { target, ...about }: LearnTarget): void {
    const { device, control } = event;
    const mode = usualMode(control, { target, ...about });
    const binding: Binding = {
      ...PLAIN_BINDING,
      device,
      control,
      target,
      mode,
      page: this.#options.pageOf(device),
      encoding: this.#options.encodingOf(event) ?? 'absolute',
      // A key has no place that it could pick up.
      takeover: isButtonAddress(control) ? 'jump' : 'pickup',
      value: about.value ?? 0,
    };
    const old = this.#options.bindings();
    const replaced = old.filter((other) => collides(binding, other));
    this.latest = { binding, replaced };
    this.#options.change([...old.filter((other) => !replaced.includes(other)), binding]);
  }

  /** Watches on whether the control is an encoder that no profile declares. */
  #look(event: ControlEvent): void {
    const binding = this.latest?.binding;
    const isOpen = binding?.mode === 'value' && this.#options.encodingOf(event) === null;
    if (!binding || !isOpen || event.steps !== 128 || this.#raws.length >= LOOKED_AT) return;
    this.#raws.push(Math.round(event.value * 127));
    const encoding = guessEncoding(this.#raws);
    if (encoding === null || encoding === binding.encoding) return;
    const better = { ...binding, encoding };
    this.latest = { binding: better, replaced: this.latest?.replaced ?? [] };
    this.#options.amend(
      this.#options.bindings().map((other) => (other === binding ? better : other)),
    );
  }
}

/** A learner with nothing to learn. */
export function createLearner(options: LearnerOptions): Learner {
  return new ControlLearner(options);
}

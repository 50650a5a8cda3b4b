import { clamp } from '../../core/numeric.ts';
import type { Beats, Unit01 } from '../../core/units.ts';
import {
  fromTravel,
  type ParamDeclaration,
  stepTravel,
  toTravel,
} from '../../params/declaration.ts';
import type { ParamStore } from '../../params/param-store.ts';
import type { ControlBus } from '../control-bus.ts';
import { createParamSender, type ParamSender } from '../param-sender.ts';
import { type Binding, liveOn, mapped } from './binding.ts';
import { type ControlEvent, isButtonAddress, sourceKey } from './control-event.ts';
import { relativeSteps } from './relative.ts';
import { createTakeover, type Takeover } from './takeover.ts';
import type { Targets } from './targets.ts';

/** Turns moves of controls into changes of parameters. */
export interface Mapper {
  play(event: ControlEvent): void;
  /** A control moves without playing: it is being learnt. */
  pass(event: ControlEvent): void;
  /** Takes another list of bindings; those that stay keep what they know of their controls. */
  use(bindings: readonly Binding[]): void;
  /** A device went away: where its controls stand is unknown. */
  forget(device: string): void;
}

/** What a mapper plays on. */
export interface MapperOptions {
  readonly store: ParamStore;
  readonly bus: ControlBus;
  /** Under which its changes go: `midi`, `osc`, `gamepad`. */
  readonly sender: string;
  readonly targets: Targets;
  /** Page that a device is on. */
  readonly pageOf: (device: string) => number;
  /** Calls back on the next multiple of so many beats, or at once. */
  readonly quantise?: (beats: Beats, run: () => void) => void;
}

/** Travel of one step of an encoder. */
const ENCODER_STEP: Unit01 = 1 / 128;

/** A binding with what it knows of its control. */
interface Played {
  readonly binding: Binding;
  readonly takeover: Takeover;
  pressed: boolean;
  /** Value before a momentary press, and its parameter. */
  before: { readonly id: string; readonly value: number } | null;
}

/** Whether a control counts as pressed; the softest touch of a key does. */
const isPressed = ({ control, value }: ControlEvent) =>
  value > 0.5 || (value > 0 && isButtonAddress(control));

class BindingMapper implements Mapper {
  readonly #options: MapperOptions;
  readonly #send: ParamSender;
  #bySource = new Map<string, Played[]>();

  constructor(options: MapperOptions) {
    this.#options = options;
    this.#send = createParamSender(options);
  }

  use(bindings: readonly Binding[]): void {
    const known = new Map([...this.#bySource.values()].flat().map((one) => [one.binding, one]));
    this.#bySource = new Map();
    for (const binding of bindings) {
      const played = known.get(binding) ?? {
        binding,
        takeover: createTakeover(binding.takeover, binding),
        pressed: false,
        before: null,
      };
      known.delete(binding);
      const key = sourceKey(binding);
      const same = this.#bySource.get(key);
      if (same) same.push(played);
      else this.#bySource.set(key, [played]);
    }
    // A key that is held while its binding goes is let go.
    for (const gone of known.values()) this.#restore(gone);
  }

  forget(device: string): void {
    for (const played of this.#bySource.values()) {
      for (const one of played) {
        if (one.binding.device !== device) continue;
        one.takeover.forget();
        this.#restore(one);
        one.pressed = false;
      }
    }
  }

  play(event: ControlEvent): void {
    const list = this.#bySource.get(sourceKey(event));
    if (!list) return;
    const live = liveOn(list, this.#options.pageOf(event.device), ({ binding }) => binding.page);
    for (const played of list) {
      if (live.includes(played)) this.#playOn(played, event);
      else this.#passBy(played, event);
    }
  }

  pass(event: ControlEvent): void {
    for (const played of this.#bySource.get(sourceKey(event)) ?? []) this.#passBy(played, event);
  }

  /** A page that was left keeps its keys until they are let go, and follows its controls. */
  #passBy(played: Played, event: ControlEvent) {
    played.takeover.pass(mapped(played.binding, event.value));
    played.pressed = isPressed(event);
    if (!played.pressed) this.#restore(played);
  }

  #playOn(played: Played, event: ControlEvent) {
    const { binding } = played;
    const target = this.#options.targets.resolve(binding.target);
    if (!target) return this.#passBy(played, event);
    const isPress = isPressed(event);
    const isNewPress = isPress && !played.pressed;
    played.pressed = isPress;
    if (target.kind === 'action') {
      if (isNewPress) this.#later(binding.quantise, () => target.run(event.device));
      return;
    }
    const spec = this.#send.declaration(target.id);
    if (binding.mode === 'value' && spec.kind !== 'trigger') this.#turn(played, event, spec);
    else if (binding.mode === 'momentary') this.#hold(played, isPress, isNewPress, spec);
    else if (isNewPress) this.#later(binding.quantise, () => this.#press(binding, spec));
  }

  #later(beats: Beats, run: () => void) {
    const { quantise } = this.#options;
    if (beats > 0 && quantise) quantise(beats, run);
    else run();
  }

  #turn(played: Played, event: ControlEvent, spec: ParamDeclaration) {
    const { binding } = played;
    if (binding.encoding !== 'absolute') {
      const raw = Math.round(event.value * 127);
      return this.#turnBy(binding, spec, relativeSteps(binding.encoding, raw));
    }
    const value = this.#send.value(spec.id);
    const place = mapped(binding, event.value);
    const travel = played.takeover.move(place, toTravel(spec, value), stepTravel(spec, value));
    if (travel !== null) this.#send.set(spec.id, fromTravel(spec, travel));
  }

  #turnBy(binding: Binding, spec: ParamDeclaration, steps: number) {
    if (steps === 0) return;
    const { from, to } = binding;
    if (spec.kind !== 'number' || spec.step > 0) {
      const direction = to >= from ? 1 : -1;
      return this.#send.nudge(spec.id, steps * direction * ENCODER_STEP);
    }
    const standing = toTravel(spec, this.#send.value(spec.id));
    const moved = standing + steps * ENCODER_STEP * (to - from);
    // What stands outside of the range may stay there, and moves towards it.
    const low = Math.min(from, to, standing);
    const high = Math.max(from, to, standing);
    this.#send.set(spec.id, fromTravel(spec, clamp(moved, low, high)));
  }

  #press(binding: Binding, spec: ParamDeclaration) {
    const { id, min, max } = spec;
    if (spec.kind === 'trigger') return this.#send.hit(id);
    if (binding.mode === 'radio') return this.#send.set(id, binding.value);
    const standing = this.#send.value(id);
    if (binding.mode === 'step') {
      const next = standing + (spec.step > 0 ? spec.step : (max - min) / 8);
      return this.#send.set(id, next > max + 1e-9 ? min : next);
    }
    const [off, on] = [fromTravel(spec, binding.from), fromTravel(spec, binding.to)];
    const isOn = Math.abs(standing - on) < Math.abs(standing - off);
    this.#send.set(id, isOn ? off : on);
  }

  #hold(played: Played, isPress: boolean, isNewPress: boolean, spec: ParamDeclaration) {
    if (isNewPress) {
      if (spec.kind === 'trigger') return this.#send.hit(spec.id);
      played.before = { id: spec.id, value: this.#send.value(spec.id) };
      this.#send.set(spec.id, fromTravel(spec, played.binding.to));
    } else if (!isPress) this.#restore(played);
  }

  #restore(played: Played) {
    const { before } = played;
    played.before = null;
    if (before) this.#send.set(before.id, before.value);
  }
}

/** A mapper without bindings. */
export function createMapper(options: MapperOptions): Mapper {
  return new BindingMapper(options);
}

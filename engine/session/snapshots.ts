import type { ControlBus } from '../control/control-bus.ts';
import { createHistory, type History } from '../control/mapping/history.ts';
import type { FrameTime } from '../core/frame-time.ts';
import { clamp, lerp } from '../core/numeric.ts';
import type { Beats } from '../core/units.ts';
import { fromTravel, type ParamDeclaration, toTravel } from '../params/declaration.ts';
import type { ParamChange, ParamStore } from '../params/param-store.ts';
import { type CueList, MOST_CUES, nextCue, parseCues } from './cue-list.ts';
import { SNAPSHOT_SCOPES, SNAPSHOT_SLOTS } from './hand-params.ts';
import { declarationsById, parseValue, writeValue } from './show-value.ts';

/** Values of parameters by address. */
export type Snapshot = Readonly<Record<string, number>>;

/** The bank: a snapshot a slot, or null, and the list in which they are cues. */
export interface SnapshotBank {
  readonly slots: readonly (Snapshot | null)[];
  readonly cues: CueList;
}

/** Takes and recalls snapshots as the parameters under `snapshots.` say. */
export interface Snapshots {
  readonly bank: History<SnapshotBank>;
  /** Sends what is due; call it at the start of every frame. */
  frame(time: FrameTime): void;
  /** The bank as it is written into a file. */
  write(): object;
  /** Takes a bank from a file. @throws InstrumentError that names the place */
  read(data: unknown, file: string): void;
  dispose(): void;
}

const SENDER = 'snapshot';
/** What is never part of one: itself, the loops, time, and the machine's own settings. */
const LEFT_OUT = /^(snapshots|loops|transport|nets)\./;
const SCOPES: Readonly<Record<(typeof SNAPSHOT_SCOPES)[number], RegExp>> = {
  all: /./,
  'deck-a': /^deck\.a\./,
  'deck-b': /^deck\.b\./,
  mix: /^(mixer|master)\./,
};
const EMPTY: SnapshotBank = {
  slots: Array.from({ length: SNAPSHOT_SLOTS }, () => null),
  cues: [],
};

/** A number on its way. */
interface Fade {
  readonly spec: ParamDeclaration;
  readonly start: Beats;
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

class SnapshotPlayer implements Snapshots {
  readonly bank = createHistory<SnapshotBank>(EMPTY);
  readonly #store: ParamStore;
  readonly #bus: ControlBus;
  readonly #endHearing: () => void;
  /** Changes of this frame that concern snapshots. */
  readonly #asked: ParamChange[] = [];
  readonly #fades = new Map<string, Fade>();
  #length: Beats = 0;

  constructor(store: ParamStore, bus: ControlBus) {
    this.#store = store;
    this.#bus = bus;
    this.#endHearing = bus.onSend((change) => {
      if (change.sender === SENDER) return;
      // A hand that takes a parameter has it.
      this.#fades.delete(change.id);
      if (change.id.startsWith('snapshots.')) this.#asked.push(change);
    });
  }

  frame(time: FrameTime): void {
    if (this.#asked.length > 0) {
      const asked = this.#asked.splice(0);
      for (const { id, value } of asked) this.#answer(id, value, time.beat);
    }
    if (this.#fades.size > 0) this.#fade(time.beat);
  }

  write(): object {
    const declarations = declarationsById(this.#store.declarations);
    const written = (snapshot: Snapshot) =>
      Object.fromEntries(
        Object.entries(snapshot).flatMap(([id, value]) => {
          const spec = declarations.get(id);
          return spec ? [[id, writeValue(value, spec)]] : [];
        }),
      );
    const { slots, cues } = this.bank.state;
    return { slots: slots.map((snapshot) => snapshot && written(snapshot)), cues };
  }

  read(data: unknown, file: string): void {
    const declarations = declarationsById(this.#store.declarations);
    // A list alone is a bank that knew no cues.
    const { slots, cues } = (Array.isArray(data) ? { slots: data } : (data ?? {})) as {
      readonly slots?: unknown;
      readonly cues?: unknown;
    };
    const list: readonly unknown[] = Array.isArray(slots) ? slots : [];
    const snapshotAt = (fields: unknown, i: number): Snapshot | null => {
      if (typeof fields !== 'object' || fields === null) return null;
      const known = Object.entries(fields).flatMap(([id, value]) => {
        const spec = declarations.get(id);
        // What another version had and this one has not is left out.
        return spec ? [[id, parseValue(value, `${file}: snapshots[${i}]["${id}"]`, spec)]] : [];
      });
      return Object.fromEntries(known);
    };
    this.bank.change({
      slots: EMPTY.slots.map((_, i) => snapshotAt(list[i], i)),
      cues: parseCues(cues, file),
    });
  }

  dispose(): void {
    this.#endHearing();
  }

  #target(id: string) {
    return this.#store.target(this.#store.indexOf(id));
  }

  #answer(id: string, value: number, beat: Beats) {
    if (id === 'snapshots.slot' && value >= 1) this.#choose(Math.round(value) - 1, beat);
    else if (id === 'snapshots.morph') this.#morph(value);
    else if (id === 'snapshots.cue' && value >= 1) this.#cue(Math.round(value), beat);
    else if (id === 'snapshots.addCue' && value > 0.5) this.#addCue();
    else if (id === 'snapshots.go' && value > 0.5) this.#walk(1, beat);
    else if (id === 'snapshots.back' && value > 0.5) this.#walk(-1, beat);
  }

  #choose(slot: number, beat: Beats) {
    if (this.#target('snapshots.store') > 0.5) {
      this.#take(slot);
      this.#send('snapshots.store', 0);
    } else this.#recall(slot, beat);
  }

  #take(slot: number) {
    const scope = SNAPSHOT_SCOPES[this.#target('snapshots.scope')] ?? 'all';
    const held = this.#store.declarations.flatMap(({ id, kind }, i) =>
      kind !== 'trigger' && !LEFT_OUT.test(id) && SCOPES[scope].test(id)
        ? [[id, this.#store.target(i)] as const]
        : [],
    );
    const { slots, cues } = this.bank.state;
    this.bank.change({
      slots: slots.map((old, i) => (i === slot ? Object.fromEntries(held) : old)),
      cues,
    });
  }

  #recall(slot: number, beat: Beats, length: Beats = this.#target('snapshots.beats')) {
    const snapshot = this.bank.state.slots[slot];
    if (!snapshot) return;
    this.#fades.clear();
    this.#length = length;
    for (const [id, value] of Object.entries(snapshot)) {
      if (!this.#store.has(id)) continue;
      const index = this.#store.indexOf(id);
      const spec = this.#store.declarations[index];
      const now = this.#store.target(index);
      if (!spec || now === value) continue;
      if (spec.kind !== 'number' || this.#length <= 0) {
        this.#send(id, value);
        continue;
      }
      const [from, to] = [toTravel(spec, now), toTravel(spec, value)];
      this.#fades.set(id, { spec, start: beat, from, to, value });
    }
  }

  #fade(beat: Beats) {
    for (const [id, { spec, start, from, to, value }] of this.#fades) {
      const passed = beat - start;
      // A transport that jumped back does not hold a fade up.
      const share = passed < 0 ? 1 : clamp(passed / this.#length, 0, 1);
      if (share >= 1) this.#fades.delete(id);
      this.#send(id, share >= 1 ? value : fromTravel(spec, lerp(from, to, share)));
    }
  }

  #morph(place: number) {
    const [from, to] = ['snapshots.from', 'snapshots.to'].map(
      (id) => this.bank.state.slots[this.#target(id) - 1],
    );
    if (!from || !to) return;
    for (const [id, left] of Object.entries(from)) {
      const right = to[id];
      if (right === undefined || right === left || !this.#store.has(id)) continue;
      const spec = this.#store.declarations[this.#store.indexOf(id)];
      if (!spec) continue;
      const value =
        spec.kind === 'number'
          ? fromTravel(spec, lerp(toTravel(spec, left), toTravel(spec, right), place))
          : place < 0.5
            ? left
            : right;
      this.#send(id, value);
    }
  }

  /** Puts the snapshot that was chosen last at the end of the cue list, with the fade as it is. */
  #addCue() {
    const { slots, cues } = this.bank.state;
    const slot = this.#target('snapshots.slot');
    if (!slots[slot - 1] || cues.length >= MOST_CUES) return;
    const cue = { slot, beats: this.#target('snapshots.beats') };
    this.bank.change({ slots, cues: [...cues, cue] });
  }

  #cue(place: number, beat: Beats) {
    const cue = this.bank.state.cues[place - 1];
    if (!cue) return;
    this.#send('snapshots.slot', cue.slot);
    this.#recall(cue.slot - 1, beat, cue.beats);
  }

  /** Goes to the next cue of the list, or where there is none to the next filled slot of the bank. */
  #walk(by: 1 | -1, beat: Beats) {
    const { slots: state, cues } = this.bank.state;
    if (cues.length > 0) {
      const next = nextCue(cues, this.#target('snapshots.cue'), by);
      this.#send('snapshots.cue', next);
      this.#cue(next, beat);
      return;
    }
    const now = this.#target('snapshots.slot') - 1;
    for (let i = 1; i <= state.length; i++) {
      const start = now < 0 && by < 0 ? 0 : now;
      const slot = (start + by * i + 2 * state.length) % state.length;
      if (!state[slot]) continue;
      this.#send('snapshots.slot', slot + 1);
      this.#recall(slot, beat);
      return;
    }
  }

  #send(id: string, value: number) {
    this.#bus.send({ id, value, sender: SENDER });
  }
}

/** An empty bank on a session. */
export function createSnapshots(store: ParamStore, bus: ControlBus): Snapshots {
  return new SnapshotPlayer(store, bus);
}

import type { FrameTime } from '../core/frame-time.ts';
import { lerp } from '../core/numeric.ts';
import type { Beats, Unit01 } from '../core/units.ts';
import { fromTravel, type ParamDeclaration, toTravel } from '../params/declaration.ts';
import type { ParamStore } from '../params/param-store.ts';
import type { ControlBus } from './control-bus.ts';
import { HAND_SENDERS } from './hand-history.ts';

/** Repeats what hands do: a loop a parameter, of so many bars. */
export interface GestureLoops {
  /** Records from the next bar on; what is moved until its end is looped. */
  record(bars: number): void;
  /** Ends the loop of a parameter, or all. */
  clear(id?: string): void;
  /** Sends what is due; call it at the start of every frame. */
  frame(time: FrameTime): void;
  readonly phase: 'idle' | 'waiting' | 'recording';
  /** Addresses that are looped. */
  readonly looped: readonly string[];
  dispose(): void;
}

const BEATS_PER_BAR = 4;
const SENDER = 'loop';
/** A hand that takes a looped parameter has it until it has been still so long. */
const HELD: Beats = 1;

/** The movement of one control. */
interface Loop {
  readonly spec: ParamDeclaration;
  /** Beats since the loop's start, rising, with the travel there. */
  readonly points: { readonly beat: Beats; readonly travel: Unit01 }[];
  readonly length: Beats;
  readonly start: Beats;
  heldUntil: Beats;
}

/** Travel of a loop at a place; between two points it goes straight, over its end too. */
function travelAt({ points, length, spec }: Loop, beat: Beats): Unit01 {
  const next = points.findIndex((point) => point.beat > beat);
  const last = points.at(-1);
  const after = points[next < 0 ? 0 : next];
  const before = next < 0 ? last : next === 0 ? last : points[next - 1];
  if (!after || !before) return 0;
  if (spec.kind !== 'number') return before.travel;
  const from = before.beat > beat ? before.beat - length : before.beat;
  const to = after.beat <= beat ? after.beat + length : after.beat;
  return to > from ? lerp(before.travel, after.travel, (beat - from) / (to - from)) : after.travel;
}

class LoopRecorder implements GestureLoops {
  phase: GestureLoops['phase'] = 'idle';
  readonly #store: ParamStore;
  readonly #bus: ControlBus;
  readonly #endHearing: () => void;
  readonly #loops = new Map<string, Loop>();
  #recorded = new Map<string, Loop>();
  #start: Beats = 0;
  #length: Beats = 0;
  #beat: Beats = 0;

  constructor(store: ParamStore, bus: ControlBus) {
    this.#store = store;
    this.#bus = bus;
    this.#endHearing = bus.onSend(({ id, value, sender }) => {
      if (HAND_SENDERS.has(sender)) this.#hear(id, value);
    });
  }

  get looped(): readonly string[] {
    return [...this.#loops.keys()];
  }

  record(bars: number): void {
    this.#recorded = new Map();
    this.#length = bars * BEATS_PER_BAR;
    this.#start = Math.ceil(this.#beat / BEATS_PER_BAR - 1e-6) * BEATS_PER_BAR;
    this.phase = 'waiting';
  }

  clear(id?: string): void {
    if (id === undefined) {
      this.#loops.clear();
      this.phase = 'idle';
    } else this.#loops.delete(id);
  }

  frame(time: FrameTime): void {
    // A transport that was put elsewhere ends a recording: its bars are no longer these.
    const isJump = Math.abs(time.beat - this.#beat) > BEATS_PER_BAR;
    this.#beat = time.beat;
    if (isJump && this.phase !== 'idle') this.phase = 'idle';
    if (this.phase === 'waiting' && time.beat >= this.#start) this.phase = 'recording';
    if (this.phase === 'recording' && time.beat >= this.#start + this.#length) this.#close();
    for (const [id, loop] of this.#loops) {
      if (time.beat < loop.heldUntil && time.beat > loop.heldUntil - 2 * HELD) continue;
      const place = time.beat - loop.start;
      const beat = place - Math.floor(place / loop.length) * loop.length;
      const value = fromTravel(loop.spec, travelAt(loop, beat));
      if (value !== this.#store.target(this.#store.indexOf(id))) {
        this.#bus.send({ id, value, sender: SENDER });
      }
    }
  }

  dispose(): void {
    this.#endHearing();
  }

  #close() {
    this.phase = 'idle';
    for (const [id, loop] of this.#recorded) this.#loops.set(id, loop);
    this.#recorded = new Map();
  }

  #hear(id: string, value: number) {
    const held = this.#loops.get(id);
    if (held) held.heldUntil = this.#beat + HELD;
    if (this.phase !== 'recording' || !this.#store.has(id) || /^(loops|snapshots)\./.test(id))
      return;
    const spec = this.#store.declarations[this.#store.indexOf(id)];
    if (!spec || spec.kind === 'trigger') return;
    const loop = this.#recorded.get(id) ?? {
      spec,
      points: [],
      length: this.#length,
      start: this.#start,
      heldUntil: Number.NEGATIVE_INFINITY,
    };
    this.#recorded.set(id, loop);
    const beat = this.#beat - this.#start;
    if (loop.points.at(-1)?.beat === beat) loop.points.pop();
    loop.points.push({ beat, travel: toTravel(spec, value) });
  }
}

/** A recorder without loops. */
export function createGestureLoops(store: ParamStore, bus: ControlBus): GestureLoops {
  return new LoopRecorder(store, bus);
}

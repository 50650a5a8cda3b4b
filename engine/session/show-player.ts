import type { ControlBus } from '../control/control-bus.ts';
import type { FrameTime } from '../core/frame-time.ts';
import { clamp, lerp } from '../core/numeric.ts';
import type { Beats, Seconds } from '../core/units.ts';
import { fromTravel, type ParamDeclaration, toTravel } from '../params/declaration.ts';
import type { ParamStore } from '../params/param-store.ts';
import type { Show, ShowEvent, ShowSetting } from './show.ts';
import { declarationsById } from './show-value.ts';

/** Plays something written into an instrument: a show, or a log. */
export interface ScorePlayer {
  /** Sends how the instrument stands at the start; before the first frame, if it can be. */
  begin(): void;
  /** Sends what is due; called every frame when its time is known and before it is drained. */
  advance(time: FrameTime): void;
}

/** A number on its way. */
interface Fade {
  readonly declaration: ParamDeclaration;
  readonly start: Beats;
  readonly length: Beats;
  /** Places on the control's travel, so that frequencies move by octaves. */
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

function fadeAt(fade: Fade, beat: Beats): number {
  const share = clamp((beat - fade.start) / fade.length, 0, 1);
  if (share >= 1) return fade.end;
  return fromTravel(fade.declaration, lerp(fade.from, fade.to, share));
}

/** Counts seconds and beats since a start, on through a track that begins again. */
class Position {
  seconds: Seconds = 0;
  beat: Beats = 0;
  #lastBeat: Beats | null = null;
  #startSeconds: Seconds | null = null;
  #tempoBpm = 120;

  move(time: FrameTime): void {
    this.#startSeconds ??= time.seconds;
    this.seconds = time.seconds - this.#startSeconds;
    this.#tempoBpm = time.tempoBpm;
    const step = time.beat - (this.#lastBeat ?? time.beat);
    this.beat += step >= 0 ? step : this.beatsIn(time.delta);
    this.#lastBeat = time.beat;
  }

  /** Begins again `beats` earlier. */
  wrap(beats: Beats): void {
    this.beat -= beats;
    const passed = (this.beat * 60) / this.#tempoBpm;
    this.#startSeconds = (this.#startSeconds ?? 0) + this.seconds - passed;
    this.seconds = passed;
  }

  beatsIn(seconds: Seconds): Beats {
    return (seconds * this.#tempoBpm) / 60;
  }

  /** The beat of an event, whichever way it is placed. */
  beatOf({ at, beat }: ShowEvent): Beats {
    return beat ?? this.beat + this.beatsIn((at ?? 0) - this.seconds);
  }

  /** Whether an event's moment has come; frame times are not exact binary numbers. */
  reached({ at, beat }: ShowEvent): boolean {
    return beat === null ? (at ?? 0) <= this.seconds + 1e-6 : beat <= this.beat + 1e-6;
  }
}

class ShowPlayer implements ScorePlayer {
  readonly #show: Show;
  readonly #store: ParamStore;
  readonly #bus: ControlBus;
  readonly #declarations: ReadonlyMap<string, ParamDeclaration>;
  readonly #position = new Position();
  readonly #fades = new Map<string, Fade>();
  /** What was sent since the store last knew: it takes over only when the frame is drained. */
  readonly #sent = new Map<string, number>();
  #waiting: ShowEvent[];

  constructor(show: Show, store: ParamStore, bus: ControlBus) {
    this.#show = show;
    this.#store = store;
    this.#bus = bus;
    this.#declarations = declarationsById(store.declarations);
    this.#waiting = [...show.events];
  }

  begin(): void {
    for (const { id, value } of this.#show.params) this.#send(id, value);
  }

  advance(time: FrameTime): void {
    const { loop } = this.#show;
    this.#sent.clear();
    this.#position.move(time);
    if (loop !== null && this.#position.beat >= loop - 1e-6) this.#startAgain(loop);
    this.#fireDue();
    for (const id of this.#fades.keys()) this.#moveFade(id, this.#position.beat);
  }

  #startAgain(loop: Beats): void {
    this.#position.wrap(loop);
    this.#fades.clear();
    this.#waiting = [...this.#show.events];
    this.begin();
  }

  /** Events in the order of their moments, however many one frame passes over. */
  #fireDue(): void {
    if (!this.#waiting.some((event) => this.#position.reached(event))) return;
    const due = this.#waiting.filter((event) => this.#position.reached(event));
    this.#waiting = this.#waiting.filter((event) => !due.includes(event));
    due.sort((a, b) => this.#position.beatOf(a) - this.#position.beatOf(b));
    for (const event of due) this.#fire(event);
  }

  #fire(event: ShowEvent): void {
    const start = this.#position.beatOf(event);
    for (const setting of event.set) {
      if (this.#fades.has(setting.id)) this.#moveFade(setting.id, start);
      this.#fades.delete(setting.id);
      if (event.over > 0) this.#startFade(setting, start, event.over);
      else this.#send(setting.id, setting.value);
    }
  }

  #startFade({ id, value }: ShowSetting, start: Beats, length: Beats): void {
    const declaration = this.#declarations.get(id);
    if (!declaration) return;
    const from = this.#sent.get(id) ?? this.#store.target(this.#store.indexOf(id));
    this.#fades.set(id, {
      declaration,
      start,
      length,
      from: toTravel(declaration, from),
      to: toTravel(declaration, value),
      end: value,
    });
  }

  #moveFade(id: string, beat: Beats): void {
    const fade = this.#fades.get(id);
    if (!fade) return;
    this.#send(id, fadeAt(fade, beat));
    if (beat >= fade.start + fade.length) this.#fades.delete(id);
  }

  #send(id: string, value: number): void {
    this.#sent.set(id, value);
    this.#bus.send({ id, value, sender: 'show' });
  }
}

/**
 * Plays a show: what it sends depends on the time of the frames, not on their rate. Seconds and
 * beats count from the first frame that it is given.
 */
export function createShowPlayer(show: Show, store: ParamStore, bus: ControlBus): ScorePlayer {
  return new ShowPlayer(show, store, bus);
}

import type { Beats, Bpm, Seconds } from '../core/units.ts';

/** A stretch of even tempo. */
interface Stretch {
  readonly from: Seconds;
  readonly beat: Beats;
  readonly tempoBpm: Bpm;
}

/** Stretches that are kept for those who look back. */
const KEPT = 4096;

/** Which beat is when. Tempos change from a time on; what was before stands. */
export class TempoMap {
  readonly #stretches: Stretch[];

  constructor(from: Seconds, beat: Beats, tempoBpm: Bpm) {
    this.#stretches = [{ from, beat, tempoBpm }];
  }

  /** The tempo of the newest stretch. */
  get tempoBpm(): Bpm {
    return this.#last.tempoBpm;
  }

  /** Goes on at another tempo from a time that lies in the newest stretch. */
  change(from: Seconds, tempoBpm: Bpm): void {
    if (tempoBpm === this.#last.tempoBpm) return;
    this.#stretches.push({ from, beat: this.beatAt(from), tempoBpm });
    if (this.#stretches.length > KEPT) this.#stretches.shift();
  }

  /** The beat at a time. */
  beatAt(seconds: Seconds): Beats {
    const { from, beat, tempoBpm } =
      this.#stretches.findLast((stretch) => stretch.from <= seconds) ?? this.#first;
    return beat + ((seconds - from) * tempoBpm) / 60;
  }

  /** The time of a beat. */
  secondsAt(at: Beats): Seconds {
    const { from, beat, tempoBpm } =
      this.#stretches.findLast((stretch) => stretch.beat <= at) ?? this.#first;
    return from + ((at - beat) * 60) / tempoBpm;
  }

  get #first(): Stretch {
    return this.#stretches[0] as Stretch;
  }

  get #last(): Stretch {
    return this.#stretches[this.#stretches.length - 1] as Stretch;
  }
}

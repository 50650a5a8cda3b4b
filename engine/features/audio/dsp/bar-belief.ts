import type { Jumps, TempoGrid } from './tempo-grid.ts';

/** Share of belief that is spread anew each frame, so that a change of music is found. */
const FORGETTING = 1e-6;
/** Chance that a bar is followed by one of another metre, and that the bar is lost at a beat. */
const METRE_CHANGE = 0.001;
const SLIP = 0.01;

const METRES = [
  { beats: 2, share: 0.2 },
  { beats: 3, share: 0.25 },
  { beats: 4, share: 0.55 },
] as const;

/** Every beat of every bar: its metre, and the indices of the beats before and after it. */
export const BEATS = METRES.flatMap(({ beats, share }, metre) =>
  Array.from({ length: beats }, (_, place) => ({ beats, metre, place, share })),
).map((beat, index) => ({
  ...beat,
  before: beat.place === 0 ? index + beat.beats - 1 : index - 1,
  after: beat.place === beat.beats - 1 ? index - beat.beats + 1 : index + 1,
}));
/** One of {@link BEATS}. */
export type Beat = (typeof BEATS)[number];

/** Shares of belief over lengths of beats, places in them, and beats of bars. */
export interface BarBelief {
  /** `[beat of a bar][place]` */
  readonly rows: readonly Float64Array[];
  /** `[place]` the sums over the beats of bars. */
  readonly sums: Float64Array;
  /** Index of what lies `place` frames into a beat of the length of index `i`. */
  slot(i: number, place: number): number;
  /**
   * Moves on by a frame in which a beat is `onBeat` times as likely as none, a downbeat `downbeat`
   * times more, and another beat `other` times. `mass` is the sum of all belief before.
   */
  update(onBeat: number, downbeat: number, other: number, mass: number): void;
  /** Begins anew: belief sums to 1. */
  reset(): void;
  /** Multiplies all belief. */
  scale(factor: number): void;
}

/**
 * What is believed of tempo and bar. The places of a length are a ring in which time goes round:
 * nothing is moved from frame to frame but what comes to the end of a beat, so a frame costs a few
 * states of each length.
 * A beat lasts a fraction of frames on average: its last place is passed by a share.
 * @source Krebs, Boeck and Widmer 2015, "An efficient state-space model for joint tempo and meter
 * tracking"
 */
export function createBarBelief(grid: TempoGrid): BarBelief {
  const { lengths, rings, starts, places, prior, liking, jumps } = grid;
  const count = lengths.length;
  const rows = BEATS.map(() => new Float64Array(places)); // one for each beat of each bar
  const sums = new Float64Array(places); // over the rows
  const ended = BEATS.map(() => new Float64Array(count));
  const all = new Float64Array(count);
  const entering = new Float64Array(count);
  const nearEnd = new Float64Array(count);
  const heads = new Int32Array(count); // where in the ring of each length the present is

  const slot = (i: number, place: number) => {
    const at = (heads[i] as number) - place;
    return (starts[i] as number) + (at < 0 ? at + (rings[i] as number) : at);
  };

  /** What ends: of the last place everything, of the one before what the length leaves over. */
  const leave = () => {
    for (let i = 0; i < count; i++) {
      const next = (heads[i] as number) + 1;
      heads[i] = next === rings[i] ? 0 : next;
    }
    all.fill(0);
    for (let j = 0; j < BEATS.length; j++) {
      const row = rows[j] as Float64Array;
      const end = ended[j] as Float64Array;
      for (let i = 0; i < count; i++) {
        const whole = (rings[i] as number) - 1;
        const staying = (lengths[i] as number) - whole;
        const last = slot(i, whole);
        const value = row[last] as number;
        end[i] = (row[slot(i, 0)] as number) + (1 - staying) * value;
        row[last] = staying * value;
        all[i] = (all[i] as number) + (end[i] as number);
      }
    }
  };

  /** Gathers in `entering` what comes to a beat of a bar from others, by the lengths that end. */
  const gather = ({ metre, place, beats, share, before }: Beat) => {
    const from = ended[before] as Float64Array;
    const keep = (1 - SLIP) * (place === 0 ? 1 - METRE_CHANGE : 1);
    const slipped = (SLIP * share) / beats;
    for (let i = 0; i < count; i++) {
      entering[i] = keep * (from[i] as number) + slipped * (all[i] as number);
    }
    if (place !== 0) return;
    for (let m = 0, end = -1; m < METRES.length; m++) {
      end += METRES[m]?.beats ?? 0;
      const changing = (1 - SLIP) * METRE_CHANGE * (METRES[metre]?.share ?? 0);
      const closing = ended[end] as Float64Array;
      for (let i = 0; i < count; i++) {
        entering[i] = (entering[i] as number) + changing * (closing[i] as number);
      }
    }
  };

  /** Begins a beat of a bar, `likelihood` times as likely as what lies between beats. */
  const enter = (j: number, likelihood: number, forgotten: number) => {
    const beat = BEATS[j] as Beat;
    gather(beat);
    const row = rows[j] as Float64Array;
    const fresh = (forgotten * beat.share) / beat.beats;
    for (let i = 0; i < count; i++) {
      const { first, weights } = jumps[i] as Jumps;
      let sum = fresh * (prior[i] as number) * (rings[i] as number);
      for (let k = 0; k < weights.length; k++) {
        sum += (weights[k] as number) * (entering[first + k] as number);
      }
      row[slot(i, 0)] = sum * likelihood * (liking[i] as number);
    }
  };

  /** Places beside a beat take part in it, the more the nearer they are. */
  const observeBeside = (onBeat: number) => {
    const beside = Math.sqrt(onBeat);
    for (let i = 0; i < count; i++) {
      const staying = (lengths[i] as number) - (rings[i] as number) + 1;
      nearEnd[i] = onBeat ** (1 - staying / 2);
    }
    for (let j = 0; j < BEATS.length; j++) {
      const row = rows[j] as Float64Array;
      for (let i = 0; i < count; i++) {
        const whole = (rings[i] as number) - 1;
        const near = nearEnd[i] as number;
        row[slot(i, 1)] = (row[slot(i, 1)] as number) * beside;
        row[slot(i, whole)] = (row[slot(i, whole)] as number) * near;
        row[slot(i, whole - 1)] = ((row[slot(i, whole - 1)] as number) * near) / beside;
      }
    }
  };

  const sumUp = (i: number, place: number) => {
    const at = slot(i, place);
    let sum = 0;
    for (let j = 0; j < BEATS.length; j++) sum += (rows[j] as Float64Array)[at] as number;
    sums[at] = sum;
  };

  return {
    rows,
    sums,
    slot,
    update(onBeat, downbeat, other, mass) {
      leave();
      for (let j = 0; j < BEATS.length; j++) {
        const bar = (BEATS[j] as Beat).place === 0 ? downbeat : other;
        enter(j, onBeat * bar, FORGETTING * mass);
      }
      observeBeside(onBeat);
      for (let i = 0; i < count; i++) {
        const whole = (rings[i] as number) - 1;
        sumUp(i, 0);
        sumUp(i, 1);
        sumUp(i, whole);
        sumUp(i, whole - 1);
      }
    },
    reset() {
      for (let i = 0; i < count; i++) {
        const [from, to] = [starts[i] as number, (starts[i] as number) + (rings[i] as number)];
        sums.fill(prior[i] as number, from, to);
        BEATS.forEach(({ share, beats }, j) => {
          rows[j]?.fill(((prior[i] as number) * share) / beats, from, to);
        });
      }
    },
    scale(factor) {
      for (let at = 0; at < places; at++) {
        sums[at] = (sums[at] as number) * factor;
        for (let j = 0; j < BEATS.length; j++) {
          const row = rows[j] as Float64Array;
          row[at] = (row[at] as number) * factor;
        }
      }
    },
  };
}

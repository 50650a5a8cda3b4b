/** A belief over which beat of the bar it is and how many beats bars have. */
export interface BarStates {
  /** Takes how much the beat that just sounded was like a downbeat, 0 to 1. */
  update(downbeat: number): void;
  /** Number in the bar of the beat that was taken last, from 1. */
  readonly number: number;
  readonly beatsPerBar: number;
  /** Share of belief in that number, 0 to 1. */
  readonly confidence: number;
  reset(): void;
}

const METRES = [2, 3, 4] as const;
const METRE_PRIOR = [0.2, 0.25, 0.55];
/** Chance that a bar is followed by one of another metre, and that a beat is lost or won. */
const METRE_CHANGE = 0.01;
const SLIP = 0.01;
const LEAST = 0.03;

/**
 * A hidden Markov model over places in bars of 2, 3 and 4 beats, moved by beats.
 * @source Krebs, Boeck and Widmer 2015, with one state a beat.
 */
export function createBarStates(): BarStates {
  const states = METRES.flatMap((beats, metre) =>
    Array.from({ length: beats }, (_, place) => ({ beats, metre, place })),
  );
  const index = (metre: number, place: number) =>
    states.findIndex((state) => state.metre === metre && state.place === place);
  const next = states.map(({ beats, metre, place }) => index(metre, (place + 1) % beats));
  const firsts = METRES.map((_, metre) => index(metre, 0));
  const belief = new Float64Array(states.length);
  const moved = new Float64Array(states.length);
  let best = 0;
  let confidence = 0;

  const reset = () => {
    states.forEach(({ beats, metre }, i) => {
      belief[i] = (METRE_PRIOR[metre] as number) / beats;
    });
    confidence = 0;
    best = firsts[firsts.length - 1] as number;
  };

  const advance = () => {
    moved.fill(SLIP / states.length);
    for (let i = 0; i < states.length; i++) {
      const mass = (belief[i] as number) * (1 - SLIP);
      const to = next[i] as number;
      const isNewBar = states[to]?.place === 0;
      moved[to] = (moved[to] as number) + mass * (isNewBar ? 1 - METRE_CHANGE : 1);
      if (!isNewBar) continue;
      for (let m = 0; m < firsts.length; m++) {
        const first = firsts[m] as number;
        moved[first] = (moved[first] as number) + mass * METRE_CHANGE * (METRE_PRIOR[m] as number);
      }
    }
  };

  reset();
  return {
    get number() {
      return (states[best]?.place ?? 0) + 1;
    },
    get beatsPerBar() {
      return states[best]?.beats ?? 4;
    },
    get confidence() {
      return confidence;
    },
    reset,
    update(downbeat) {
      advance();
      const yes = Math.max(LEAST, Math.min(1 - LEAST, downbeat));
      let sum = 0;
      for (let i = 0; i < states.length; i++) {
        belief[i] = (moved[i] as number) * (states[i]?.place === 0 ? yes : 1 - yes);
        sum += belief[i] as number;
      }
      for (let i = 0; i < states.length; i++) {
        belief[i] = (belief[i] as number) / sum;
        if ((belief[i] as number) > (belief[best] as number)) best = i;
      }
      confidence = belief[best] as number;
    },
  };
}

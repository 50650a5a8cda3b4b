import { PARTS, partAndPitch, STEPS_PER_BAR, TOKENS, VOCABULARY } from './tokens.ts';

/**
 * Where the writing of a bar stands, as one number: the sixteenth that is being written and the part
 * that was written last (none yet, or 0 to 3), or that the bar has ended. So few states that what may
 * follow each fits in a table, which the processor and the GPU both decode by.
 */
export type BarState = number;

const PLACES = PARTS + 1;
/** The bar has ended: the token of the next bar was drawn. */
export const ENDED: BarState = STEPS_PER_BAR * PLACES;
/** States that there are. */
export const BAR_STATES = ENDED + 1;

/** The state after the sixteenth `position` has begun and `part` (-1: none) was written. */
export function barState(position: number, part: number): BarState {
  return position * PLACES + part + 1;
}

/** Sixteenth and last part of a state that has not ended. */
export function placeOfState(state: BarState): {
  readonly position: number;
  readonly part: number;
} {
  return { position: Math.floor(state / PLACES), part: (state % PLACES) - 1 };
}

/** The state after a token. */
export function stateAfter(state: BarState, token: number): BarState {
  if (state === ENDED || token === TOKENS.bar) return ENDED;
  if (token > TOKENS.bar && token < TOKENS.note) return barState(token - TOKENS.bar, -1);
  if (token >= TOKENS.note && token < TOKENS.key) {
    return barState(placeOfState(state).position, partAndPitch(token)[0]);
  }
  return state;
}

/** {@link stateAfter} of every state and token `[BAR_STATES, VOCABULARY]`. */
export function stateTable(): Int32Array<ArrayBuffer> {
  return Int32Array.from({ length: BAR_STATES * VOCABULARY }, (_, i) =>
    stateAfter(Math.floor(i / VOCABULARY), i % VOCABULARY),
  );
}

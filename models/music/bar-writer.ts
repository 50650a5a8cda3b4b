import { randomNumber } from '../../engine/inference/ops/random.ts';
import { drawIndex } from '../../engine/inference/ops/sample.ts';
import type { CpuDecoder } from '../../engine/inference/transformer/cpu-decoder.ts';
import { type BarState, barState, ENDED, stateAfter } from './bar-states.ts';
import { allowedIn, type BarWish, OPENING, openingOf } from './bar-wish.ts';
import { PARTS, partAndPitch, REST, STEPS_PER_BAR, TOKENS, VOCABULARY } from './tokens.ts';

/** A note of a part as the net writes it; a note that is held from the bar before begins anew. */
export interface VoiceNote {
  /** Sixteenth of the bar. */
  readonly step: number;
  /** Sixteenths. */
  readonly length: number;
  readonly pitch: number;
}

/** The notes of soprano, alto, tenor and bass in a bar. */
export type WrittenVoices = readonly (readonly VoiceNote[])[];

/** Writes bar after bar, each upon those before. */
export interface BarWriter {
  write(wish: BarWish): WrittenVoices | Promise<WrittenVoices>;
}

/** Only the best so many tokens can be drawn. */
export const TOP_K = 12;
/** More tokens than any bar of the chorales has; what is longer is broken off. */
export const LONGEST_BAR = 64;

/** What a writer remembers of the bars before: the pitch of each part. */
export class HeldVoices {
  #pitches: readonly number[] = [];

  /** Pitch of each part as the next bar begins; none when it is to begin afresh. */
  before({ fresh }: BarWish): readonly number[] {
    if (fresh) this.#pitches = [];
    return this.#pitches;
  }

  /** Takes the tokens of a bar in and gives its notes. */
  take(tokens: readonly number[]): WrittenVoices {
    const voices = voicesOf(tokens, this.#pitches);
    this.#pitches = voices.map((notes, part) => notes.at(-1)?.pitch ?? this.#pitches[part] ?? REST);
    return voices;
  }
}

/** The notes that the tokens of a bar tell, upon the pitches that are held as it begins. */
export function voicesOf(tokens: readonly number[], held: readonly number[]): WrittenVoices {
  const pitches: { step: number; pitch: number }[][] = Array.from({ length: PARTS }, (_, part) => {
    const pitch = held[part] ?? REST;
    return pitch === REST ? [] : [{ step: 0, pitch }];
  });
  let step = 0;
  for (const token of tokens) {
    if (token >= TOKENS.bar && token < TOKENS.note) step = token - TOKENS.bar;
    if (token < TOKENS.note || token >= TOKENS.key) continue;
    const [part, pitch] = partAndPitch(token);
    const line = pitches[part] ?? [];
    if (line.at(-1)?.step === step) line.pop();
    line.push({ step, pitch });
  }
  return pitches.map((line) =>
    line
      .map((note, i) => ({ ...note, length: (line[i + 1]?.step ?? STEPS_PER_BAR) - note.step }))
      .filter(({ pitch }) => pitch !== REST),
  );
}

/** Writes on the processor. The same net, wishes and seeds give the same bars. */
export function createBarWriter(decoder: CpuDecoder): BarWriter {
  const held = new HeldVoices();
  const masked = new Float32Array(VOCABULARY);
  return {
    write(wish) {
      const allowed = allowedIn(wish, held.before(wish));
      if (wish.fresh || decoder.position === 0) {
        decoder.reset();
        decoder.feed(TOKENS.startChorale);
      }
      let logits = feedAll(decoder, openingOf(wish));
      const tokens: number[] = [];
      let state: BarState = barState(0, -1);
      // Counted as the GPU counts: from where the run began that drew the token.
      let counter = decoder.position - OPENING;
      while (tokens.length < LONGEST_BAR) {
        const row = state * VOCABULARY;
        for (let i = 0; i < VOCABULARY; i++) {
          masked[i] = (logits[i] as number) + (allowed[row + i] as number);
        }
        const chance = randomNumber(wish.seed, counter);
        const token = drawIndex(masked, chance, { temperature: wish.temperature, topK: TOP_K });
        state = stateAfter(state, token);
        if (state === ENDED) break;
        tokens.push(token);
        counter = decoder.position;
        logits = decoder.feed(token);
      }
      return held.take(tokens);
    },
  };
}

function feedAll(decoder: CpuDecoder, tokens: readonly number[]): Float32Array {
  let logits: Float32Array = new Float32Array();
  for (const token of tokens) logits = decoder.feed(token);
  return logits;
}

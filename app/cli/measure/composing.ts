import type { PieceRequest } from '../../bench/music-request.ts';
import { openMusicPage } from './music-page.ts';

/** What the music costs. */
export interface ComposingFigures {
  /** Processor time of one core over time of the music, composing included. */
  readonly coreShare: number;
  /** Time in which a bar of all parts is composed on the processor, in ms. */
  readonly barMs: number;
  /** A quarter of a bar's time at the tempo: what composing must stay below. */
  readonly quarterBarMs: number;
  readonly mostVoices: number;
  readonly seconds: number;
}

const TEMPO = 140;
const BEATS_PER_BAR = 4;
/** A drop with every part in it. */
const FULLEST = {
  seconds: 40,
  tempoBpm: TEMPO,
  bar: 34,
  stems: false,
  set: { genre: 'trance', energy: 1, density: 0.8, tension: 0.7, seed: 3 },
} as const satisfies PieceRequest;

/** Plays the fullest arrangement into memory and measures what that takes. */
export async function measureComposing(): Promise<ComposingFigures> {
  const page = await openMusicPage();
  try {
    // Compiling and the strokes of the kit are made once a session.
    await page.renderPiece({ ...FULLEST, seconds: 6 }, null);
    const before = await page.processorSeconds();
    const { composeSeconds, mostVoices, seconds } = await page.renderPiece(FULLEST, null);
    const taken = (await page.processorSeconds()) - before;
    const bars = (seconds * TEMPO) / 60 / BEATS_PER_BAR + FULLEST.bar;
    return {
      coreShare: taken / seconds,
      barMs: (composeSeconds * 1000) / bars,
      quarterBarMs: (BEATS_PER_BAR * 60_000) / TEMPO / 4,
      mostVoices,
      seconds,
    };
  } finally {
    await page.close();
  }
}

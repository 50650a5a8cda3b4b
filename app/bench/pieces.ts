import { PART_NAMES } from '../../engine/music/note.ts';
import { createMusicNets, type MusicNets } from '../session/music-nets/create-music-nets.ts';
import { giveMix, type PlayedPiece, playPiece } from './music.ts';
import type { PieceRequest, TakeSound } from './music-request.ts';
import { drawPiece, loudnessCourse, meanSpectrum, type PiecePicture } from './piece-picture.ts';

/** What is told of a piece in figures. */
export interface PieceFacts {
  readonly title: string;
  readonly integrated: number;
  readonly truePeak: number;
  /** Peak over mean power, in dB. */
  readonly crest: number;
  /** Notes by part. */
  readonly notes: Readonly<Record<string, number>>;
  /** Share of the power below 120 Hz, up to 1 kHz, up to 5 kHz, and above, in dB. */
  readonly bands: readonly number[];
  readonly sections: readonly string[];
}

interface Piece extends PieceRequest {
  readonly title: string;
}

const piece = (title: string, tempoBpm: number, bar: number, set: PieceRequest['set']): Piece => ({
  title,
  tempoBpm,
  bar,
  set,
  seconds: 36,
  stems: false,
});

/** The pieces that stand in the card: other seeds, genres and settings. */
export const PIECES: readonly Piece[] = [
  piece('house, D dorian, 124, seed 3', 124, 24, { genre: 'house', seed: 3 }),
  piece('trance, F minor, 138, seed 11, full energy', 138, 40, {
    genre: 'trance',
    key: 'F',
    mode: 'aeolian',
    seed: 11,
    energy: 1,
    density: 0.8,
    tension: 0.7,
  }),
  piece('drum and bass, A minor, 172, seed 7, dense', 172, 32, {
    genre: 'drum and bass',
    key: 'A',
    mode: 'aeolian',
    seed: 7,
    energy: 0.8,
    density: 0.7,
  }),
  piece('hip hop, Bb dorian, 88, seed 21, relaxed', 88, 40, {
    genre: 'hip hop',
    key: 'Bb',
    seed: 21,
    energy: 0.5,
    density: 0.4,
    brightness: 0.7,
  }),
  piece('ambient, G lydian, 76, seed 5, chorales', 76, 16, {
    genre: 'ambient',
    key: 'G',
    mode: 'lydian',
    seed: 5,
    energy: 0.3,
    tension: 0.2,
    density: 0.4,
    melodist: 'chorale',
  }),
];

let nets: Promise<MusicNets> | undefined;

/** Renders a piece with all nets, hands over its sound, and draws it. */
export async function picturePiece(
  place: number,
  take: TakeSound,
): Promise<PiecePicture & PieceFacts> {
  const request = PIECES[place] as Piece;
  nets ??= createMusicNets({
    chorales: 'here',
    onFailure(message) {
      throw new Error(message);
    },
  });
  const played = await playPiece(request, (await nets).open());
  await giveMix(played.rendered, take);
  return { ...(await drawPiece(played, request)), ...factsOf(played, request.title) };
}

function factsOf({ rendered, notes, bars }: PlayedPiece, title: string): PieceFacts {
  const { integrated, truePeak } = loudnessCourse(rendered);
  const [left, right] = rendered.mix;
  let [peak, power] = [0, 0];
  for (let i = 0; i < left.length; i++) {
    const middle = ((left[i] as number) + (right[i] as number)) / 2;
    peak = Math.max(peak, Math.abs(middle));
    power += middle * middle;
  }
  const crest = 10 * Math.log10((peak * peak * left.length) / power);
  const spectrum = meanSpectrum(rendered);
  const width = rendered.sampleRate / 2 / (spectrum.length - 1);
  const bands = [0, 0, 0, 0];
  spectrum.forEach((level, k) => {
    const hertz = k * width;
    const band = hertz < 120 ? 0 : hertz < 1000 ? 1 : hertz < 5000 ? 2 : 3;
    bands[band] = (bands[band] as number) + 10 ** (level / 10);
  });
  const whole = bands.reduce((sum, value) => sum + value, 0);
  return {
    title,
    integrated,
    truePeak,
    crest,
    notes: Object.fromEntries(
      PART_NAMES.map((part) => [part, notes.filter((note) => note.part === part).length]),
    ),
    bands: bands.map((value) => 10 * Math.log10(value / whole)),
    sections: bars.map(({ section }) => section),
  };
}

import { renderPiece, renderUnits, unitNames } from './music.ts';
import type { MusicRender, PieceRequest, TakeSound } from './music-request.ts';
import type { PiecePicture } from './piece-picture.ts';
import type { PieceFacts } from './pieces.ts';

/** What the page gives to whoever renders with it. */
export interface MusicWindow {
  phospheneUnits(): readonly string[];
  /** Renders kits and instruments, all where none is named. */
  phospheneRenderUnits(names: readonly string[]): Promise<void>;
  phospheneRenderPiece(request: PieceRequest): Promise<MusicRender>;
  /** Titles of the pieces that stand in the card. */
  phosphenePieces(): Promise<readonly string[]>;
  /** Renders one of them, by its place, and draws it. */
  phosphenePicturePiece(place: number): Promise<PiecePicture & PieceFacts>;
}

const take: TakeSound = (name, base64) =>
  (window as unknown as { phospheneTake: TakeSound }).phospheneTake(name, base64);
const loadPieces = () => import('./pieces.ts');

Object.assign(window, {
  phospheneUnits: unitNames,
  phospheneRenderUnits: (names) => renderUnits(names, take),
  phospheneRenderPiece: (request) => renderPiece(request, take),
  phosphenePieces: async () => (await loadPieces()).PIECES.map(({ title }) => title),
  phosphenePicturePiece: async (place) => (await loadPieces()).picturePiece(place, take),
} satisfies MusicWindow);

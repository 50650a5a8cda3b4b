import { renderPiece, renderUnits, unitNames } from './music.ts';
import type { MusicRender, PieceRequest, TakeSound } from './music-request.ts';

/** What the page gives to whoever renders with it. */
export interface MusicWindow {
  phospheneUnits(): readonly string[];
  /** Renders kits and instruments, all where none is named. */
  phospheneRenderUnits(names: readonly string[]): Promise<void>;
  phospheneRenderPiece(request: PieceRequest): Promise<MusicRender>;
}

const take: TakeSound = (name, base64) =>
  (window as unknown as { phospheneTake: TakeSound }).phospheneTake(name, base64);

Object.assign(window, {
  phospheneUnits: unitNames,
  phospheneRenderUnits: (names) => renderUnits(names, take),
  phospheneRenderPiece: (request) => renderPiece(request, take),
} satisfies MusicWindow);

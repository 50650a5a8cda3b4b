import type { Size } from '../../engine/core/units.ts';
import type { SessionSize } from '../../engine/session/session-gpu.ts';

/** What the page's address asks for: `?size=320x180&detail=0.02&seed=1&thumbnails=off`. */
export interface AddressOptions {
  /** Size of the decks and the programme. */
  readonly size: Size | null;
  readonly detail: number | null;
  readonly seed: number;
  /** Live thumbnails of the scenes; a weak machine can do without. */
  readonly thumbnails: boolean;
}

const HARDWARE: SessionSize = {
  size: { width: 1920, height: 1080 },
  pictureSize: { width: 1280, height: 720 },
  detail: 1,
};
const SOFTWARE: SessionSize = {
  size: { width: 640, height: 360 },
  pictureSize: { width: 480, height: 270 },
  detail: 0.04,
};

function sizeOf(text: string | null): Size | null {
  const [, width, height] = /^(\d{2,4})x(\d{2,4})$/.exec(text ?? '') ?? [];
  return width && height ? { width: Number(width), height: Number(height) } : null;
}

function numberOf(text: string | null): number | null {
  const value = Number.parseFloat(text ?? '');
  return Number.isFinite(value) ? value : null;
}

/** Reads the query of an address; what is missing or can't be read is left to the adapter. */
export function readAddress(query: string): AddressOptions {
  const asked = new URLSearchParams(query);
  return {
    size: sizeOf(asked.get('size')),
    detail: numberOf(asked.get('detail')),
    seed: numberOf(asked.get('seed')) ?? 1,
    thumbnails: asked.get('thumbnails') !== 'off',
  };
}

/** Sizes and amount of work on an adapter, with what the address asks for. */
export function sessionSize(adapter: { software: boolean }, asked: AddressOptions): SessionSize {
  const standard = adapter.software ? SOFTWARE : HARDWARE;
  const { size } = asked;
  const picture = standard.pictureSize;
  const isSmaller = size !== null && size.width < picture.width;
  return {
    size: size ?? standard.size,
    pictureSize: isSmaller ? size : picture,
    detail: asked.detail ?? standard.detail,
  };
}

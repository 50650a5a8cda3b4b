import { fail } from '../../core/errors.ts';

/**
 * What a cache does with positions behind its end. `linear`: they are not kept. `circular`: they
 * take the place of the oldest, so that a player goes on for ever with what it last heard.
 */
export type CacheMode = 'linear' | 'circular';

/** A cache mode as attributes carry it. @throws InstrumentError for another word */
export function cacheModeOf(mode: string | undefined): CacheMode {
  if (mode === undefined || mode === 'linear') return 'linear';
  if (mode === 'circular') return mode;
  return fail({
    subject: 'The mode of a cache',
    constraint: 'be linear or circular',
    got: mode,
    remedy: 'use one of these',
  });
}

/** Row of a cache in which a position is kept, or -1. */
export function cacheRow(position: number, rows: number, mode: CacheMode): number {
  if (mode === 'circular') return ((position % rows) + rows) % rows;
  return position >= 0 && position < rows ? position : -1;
}

/** WGSL `fn rowAt(position: i32) -> i32`: {@link cacheRow}. */
export function cacheRowFunction(rows: number, mode: CacheMode): string {
  const body =
    mode === 'circular'
      ? `return ((position % ${rows}i) + ${rows}i) % ${rows}i;`
      : `return select(-1i, position, position >= 0i && position < ${rows}i);`;
  return `fn rowAt(position: i32) -> i32 { ${body} }`;
}

/** Position that a row of a cache holds once `last` was written, or -1. */
export function heldPosition(row: number, last: number, rows: number, mode: CacheMode): number {
  if (mode === 'linear') return row <= last ? row : -1;
  const held = last - ((((last - row) % rows) + rows) % rows);
  return held >= 0 ? held : -1;
}

/** WGSL `fn heldPosition(row: i32, last: i32) -> i32`: {@link heldPosition}. */
export function heldPositionFunction(rows: number, mode: CacheMode): string {
  const body =
    mode === 'circular'
      ? `return last - (((last - row) % ${rows}i) + ${rows}i) % ${rows}i;`
      : 'return select(-1i, row, row <= last);';
  return `fn heldPosition(row: i32, last: i32) -> i32 { ${body} }`;
}

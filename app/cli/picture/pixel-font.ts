/** Letters of note names, five rows of three pixels each, from the top, as bits from the left. */
const GLYPHS: Readonly<Record<string, readonly number[]>> = {
  A: [2, 5, 7, 5, 5],
  B: [6, 5, 6, 5, 6],
  C: [3, 4, 4, 4, 3],
  D: [6, 5, 5, 5, 6],
  E: [7, 4, 6, 4, 7],
  F: [7, 4, 6, 4, 4],
  G: [3, 4, 5, 5, 3],
  b: [4, 4, 6, 5, 6],
  m: [0, 0, 7, 7, 5],
  '#': [5, 7, 5, 7, 5],
};
const COLUMNS = 3;

/** Width of `text` in pixels at `scale` pixels a dot. */
export function textWidth(text: string, scale: number): number {
  return text.length * (COLUMNS + 1) * scale;
}

/** Calls `set` for every pixel of `text`; letters that the font lacks stay empty. */
export function drawText(text: string, scale: number, set: (x: number, y: number) => void): void {
  [...text].forEach((letter, index) => {
    (GLYPHS[letter] ?? []).forEach((row, y) => {
      for (let x = 0; x < COLUMNS; x++) {
        if (!((row >> (COLUMNS - 1 - x)) & 1)) continue;
        for (let i = 0; i < scale * scale; i++) {
          set((index * (COLUMNS + 1) + x) * scale + (i % scale), y * scale + Math.floor(i / scale));
        }
      }
    });
  });
}

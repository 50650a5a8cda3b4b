/**
 * The formulas of W3C Compositing and Blending Level 1 for opaque colours, written down from the
 * standard's pseudocode and independently of the shader. Colours are sRGB-encoded, 0 to 1.
 * @source https://www.w3.org/TR/compositing-1/#blending
 */

/** Red, green and blue. */
export type Rgb = readonly [number, number, number];

/** @source IEC 61966-2-1 */
export const toLinear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);

/** @source IEC 61966-2-1 */
export const toEncoded = (v: number) =>
  v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055;

type Separable = (cb: number, cs: number) => number;

const multiply: Separable = (cb, cs) => cb * cs;
const screen: Separable = (cb, cs) => 1 - (1 - cb) * (1 - cs);
const hardLight: Separable = (cb, cs) =>
  cs <= 0.5 ? multiply(cb, 2 * cs) : screen(cb, 2 * cs - 1);

const separable: Readonly<Record<string, Separable>> = {
  normal: (_, cs) => cs,
  multiply,
  screen,
  overlay: (cb, cs) => hardLight(cs, cb),
  darken: Math.min,
  lighten: Math.max,
  'color-dodge': (cb, cs) => (cb === 0 ? 0 : cs === 1 ? 1 : Math.min(1, cb / (1 - cs))),
  'color-burn': (cb, cs) => (cb === 1 ? 1 : cs === 0 ? 0 : 1 - Math.min(1, (1 - cb) / cs)),
  'hard-light': hardLight,
  'soft-light': (cb, cs) => {
    if (cs <= 0.5) return cb - (1 - 2 * cs) * cb * (1 - cb);
    const d = cb <= 0.25 ? ((16 * cb - 12) * cb + 4) * cb : Math.sqrt(cb);
    return cb + (2 * cs - 1) * (d - cb);
  },
  difference: (cb, cs) => Math.abs(cb - cs),
  exclusion: (cb, cs) => cb + cs - 2 * cb * cs,
  'plus-lighter': (cb, cs) => Math.min(1, cb + cs),
};

const lum = (c: Rgb) => 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2];
const sat = (c: Rgb) => Math.max(...c) - Math.min(...c);
const each = (c: Rgb, change: (v: number) => number): Rgb => [
  change(c[0]),
  change(c[1]),
  change(c[2]),
];

function clipColor(c: Rgb): Rgb {
  const l = lum(c);
  const n = Math.min(...c);
  const x = Math.max(...c);
  const raised = n < 0 ? each(c, (v) => l + ((v - l) * l) / (l - n)) : c;
  return x > 1 ? each(raised, (v) => l + ((v - l) * (1 - l)) / (x - l)) : raised;
}

function setLum(c: Rgb, l: number): Rgb {
  const d = l - lum(c);
  return clipColor(each(c, (v) => v + d));
}

/** Sorts the components as the standard does, and sets the greatest, the middle and the least. */
function setSat(c: Rgb, s: number): Rgb {
  const order = [0, 1, 2].sort((i, j) => (c[i] ?? 0) - (c[j] ?? 0));
  const [least = 0, middle = 1, greatest = 2] = order;
  const low = c[least] ?? 0;
  const high = c[greatest] ?? 0;
  const result: [number, number, number] = [0, 0, 0];
  if (high > low) {
    result[middle] = (((c[middle] ?? 0) - low) * s) / (high - low);
    result[greatest] = s;
  }
  return result;
}

const nonSeparable: Readonly<Record<string, (cb: Rgb, cs: Rgb) => Rgb>> = {
  hue: (cb, cs) => setLum(setSat(cs, sat(cb)), lum(cb)),
  saturation: (cb, cs) => setLum(setSat(cb, sat(cs)), lum(cb)),
  color: (cb, cs) => setLum(cs, lum(cb)),
  luminosity: (cb, cs) => setLum(cb, lum(cs)),
};

/** `cs` blended onto `cb` by a mode of the standard. @throws Error for a mode it does not have */
export function blendBySpec(mode: string, cb: Rgb, cs: Rgb): Rgb {
  const one = separable[mode];
  if (one) return [one(cb[0], cs[0]), one(cb[1], cs[1]), one(cb[2], cs[2])];
  const all = nonSeparable[mode];
  if (all) return all(cb, cs);
  throw new Error(`${mode} is not in the standard.`);
}

/** sRGB of linear light, both 0 to 1; beyond is held. @source IEC 61966-2-1 */
export function encodeSrgb(linear: number): number {
  const held = Math.min(Math.max(linear, 0), 1);
  return held <= 0.0031308 ? held * 12.92 : 1.055 * held ** (1 / 2.4) - 0.055;
}

/** Linear light of sRGB, both 0 to 1; beyond is held. @source IEC 61966-2-1 */
export function decodeSrgb(encoded: number): number {
  const held = Math.min(Math.max(encoded, 0), 1);
  return held <= 0.04045 ? held / 12.92 : ((held + 0.055) / 1.055) ** 2.4;
}

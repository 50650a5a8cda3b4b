import { clamp } from '../../../engine/core/numeric.ts';
import { createRandom } from '../../../engine/core/random.ts';
import { type Planes, planesOf } from './planes.ts';

/** Leaves that are enough to cover any picture. */
const MOST = 4000;
/** Radii are from half the side down to this many times less. */
const SPREAD = 25;

/**
 * Dead leaves: shaded discs over each other, of sizes and edges as things in photographs have. What
 * is fitted on them holds for photographs.
 * @returns `[3, side, side]` in 0..1
 * @source A. Lee, D. Mumford, J. Huang, "Occlusion Models for Natural Images", 2001; M. Baradad et
 * al., "Learning to See by Looking at Noise", 2021
 */
export function leavesPicture(side: number, seed: number): Planes {
  const random = createRandom(seed);
  const picture = planesOf(3, side, side);
  const covered = new Uint8Array(side * side);
  let left = covered.length;
  for (let leaf = 0; leaf < MOST && left > 0; leaf++) {
    const radius = (side * 0.5) / (1 + random.unit() * (SPREAD - 1));
    const [x, y] = [random.range(-0.1, 1.1) * side, random.range(-0.1, 1.1) * side];
    const light = random.unit();
    const colour = [0, 1, 2].map(() => clamp(light + random.range(-0.2, 0.2), 0, 1));
    const [across, down] = [random.range(-0.3, 0.3), random.range(-0.3, 0.3)];
    const within = (centre: number) => [
      Math.max(0, Math.floor(centre - radius)),
      Math.min(side, Math.ceil(centre + radius)),
    ];
    const [[top = 0, bottom = 0], [first = 0, last = 0]] = [within(y), within(x)];
    for (let row = top; row < bottom; row++) {
      for (let column = first; column < last; column++) {
        const at = row * side + column;
        const [dx, dy] = [column + 0.5 - x, row + 0.5 - y];
        if (covered[at] || dx * dx + dy * dy >= radius * radius) continue;
        covered[at] = 1;
        left -= 1;
        const shade = (across * dx + down * dy) / Math.max(radius, 4);
        colour.forEach((value, channel) => {
          picture.data[channel * side * side + at] = clamp(value + shade, 0, 1);
        });
      }
    }
  }
  return picture;
}

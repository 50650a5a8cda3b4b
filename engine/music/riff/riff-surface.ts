import { createRandom, type Random } from '../../core/random.ts';
import type { Unit01 } from '../../core/units.ts';
import type { Motif } from '../form/motif.ts';
import type { RiffCode, RiffNet } from './riff-net.ts';
import type { RiffControls } from './riff-params.ts';

/** How near relatives are: 1 the riff itself, 0 any riff. */
const KINSHIP = 0.85;
/** What the joystick adds at its end, in standard deviations of riffs. */
const REACH = 3;

/** Riffs as a surface to play on. The same hands give the same riff. */
export class RiffSurface {
  readonly #net: RiffNet;
  /** What relatives were asked of, and the ends that stood then. */
  #home: { readonly code: RiffCode; readonly first: number; readonly second: number } | undefined;
  #asked = 0;

  constructor(net: RiffNet) {
    this.#net = net;
  }

  /** The riff under the hands. */
  riffAt(hands: RiffControls): Motif {
    return this.#net.decode(this.placeOf(hands));
  }

  /** The place under the hands. */
  placeOf(hands: RiffControls): RiffCode {
    const place = between(this.#end(hands, 'first'), this.#end(hands, 'second'), hands.morph);
    const [notes, height] = this.#net.axes;
    return place.map(
      (value, i) =>
        value +
        REACH * hands.reach * (hands.x * (notes[i] as number) + hands.y * (height[i] as number)),
    );
  }

  /** Puts two relatives of what plays at the ends of the fader, until other ends are chosen. */
  moreLikeThis(hands: RiffControls): void {
    this.#home = { code: this.placeOf(hands), first: hands.first, second: hands.second };
    this.#asked += 1;
  }

  #end(hands: RiffControls, which: 'first' | 'second'): RiffCode {
    const drawn = normal(this.#net.codeLength, createRandom(hands[which]));
    if (this.#home?.[which] !== hands[which]) return drawn;
    const other = which === 'first' ? 0 : 1;
    const chance = createRandom(hands[which] + 7919 * (2 * this.#asked + other));
    return relative(this.#home.code, normal(this.#net.codeLength, chance));
  }
}

/** Numbers of a standard normal distribution. @source G. E. P. Box and M. E. Muller, 1958 */
function normal(count: number, random: Random): RiffCode {
  return Float32Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
    return radius * Math.cos(2 * Math.PI * random.unit());
  });
}

function relative(code: RiffCode, drawn: RiffCode): RiffCode {
  const rest = Math.sqrt(1 - KINSHIP ** 2);
  return code.map((value, i) => KINSHIP * value + rest * (drawn[i] as number));
}

/**
 * The place between two others on the great circle, so that it is as far from the middle as they
 * are. @source K. Shoemake, "Animating Rotation with Quaternion Curves", 1985
 */
function between(from: RiffCode, to: RiffCode, share: Unit01): RiffCode {
  const product = from.reduce((sum, value, i) => sum + value * (to[i] as number), 0);
  const cosine = product / (Math.hypot(...from) * Math.hypot(...to) || 1);
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const sine = Math.sin(angle);
  const [a, b] =
    sine < 1e-4
      ? [1 - share, share]
      : [Math.sin((1 - share) * angle) / sine, Math.sin(share * angle) / sine];
  return from.map((value, i) => a * value + b * (to[i] as number));
}

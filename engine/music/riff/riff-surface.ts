import { createRandom, type Random } from '../../core/random.ts';
import type { Unit01 } from '../../core/units.ts';
import { type Motif, writeMotif } from '../form/motif.ts';
import type { RiffCode, RiffNet } from './riff-net.ts';
import type { RiffControls } from './riff-params.ts';

/** How near relatives are: 1 the riff itself, 0 any riff. */
const KINSHIP = 0.85;
/** Of the motifs at the ends, which hold together as draws of chance do not. */
const DENSITY: Unit01 = 0.6;
/** What the joystick adds at its end, in standard deviations of riffs. */
const REACH = 5;

/** What leads over the surface beside the hands. */
export interface RiffLead {
  /** Of the music: another seed, other riffs at the ends. */
  readonly seed: number;
  /** Towards more notes when above a half. */
  readonly density: Unit01;
}

/** Which riff lies at an end of the fader. */
type End = 'first' | 'second';
const ENDS: readonly End[] = ['first', 'second'];

/** Riffs as a surface to play on, between motifs that are written by rule. The same hands give the same riff, but for what was asked before. */
export class RiffSurface {
  readonly #net: RiffNet;
  /** What relatives were asked of, and the ends that stood then. */
  #home: { readonly code: RiffCode; readonly ends: Readonly<Record<End, number>> } | undefined;
  #asked = 0;
  #ideas = 0;

  constructor(net: RiffNet) {
    this.#net = net;
  }

  /** The riff under the hands. */
  riffAt(hands: RiffControls, lead: RiffLead): Motif {
    return this.#net.decode(this.placeOf(hands, lead));
  }

  /** The place under the hands. */
  placeOf(hands: RiffControls, { seed, density }: RiffLead): RiffCode {
    const [from, to] = ENDS.map((end) => this.#code(end, this.#number(end, hands, seed)));
    const place = between(from as RiffCode, to as RiffCode, hands.morph);
    const [notes, height] = this.#net.axes;
    const busy = REACH * (hands.reach * hands.x + density - 0.5);
    const high = REACH * hands.reach * hands.y;
    return place.map(
      (value, i) => value + busy * (notes[i] as number) + high * (height[i] as number),
    );
  }

  /** Puts two relatives of what plays at the ends of the fader, until other ends are chosen. */
  moreLikeThis(hands: RiffControls, lead: RiffLead): void {
    const number = (end: End) => this.#number(end, hands, lead.seed);
    const ends = { first: number('first'), second: number('second') };
    this.#home = { code: this.placeOf(hands, lead), ends };
    this.#asked += 1;
  }

  /** Puts strangers at the ends of the fader. */
  renew(): void {
    this.#ideas += 1;
  }

  /** What the riff at an end is drawn from. */
  #number(end: End, hands: RiffControls, seed: number): number {
    return hands[end] + 10_007 * (seed + 10_007 * this.#ideas);
  }

  #code(end: End, number: number): RiffCode {
    if (this.#home?.ends[end] !== number) {
      return this.#net.encode(writeMotif(DENSITY, createRandom(number)));
    }
    const chance = createRandom(number + 7919 * (2 * this.#asked + ENDS.indexOf(end)));
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

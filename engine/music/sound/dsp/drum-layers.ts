import type { Random } from '../../../core/random.ts';
import type { Hertz, Seconds, Unit01 } from '../../../core/units.ts';
import { highPass, lowPass } from './biquad.ts';

/** A skin or a speaker cone: a sine that falls in pitch and dies away. */
export interface ToneLayer {
  readonly kind: 'tone';
  readonly from: Hertz;
  readonly to: Hertz;
  /** Time constant of the fall in pitch. */
  readonly sweep: Seconds;
  /** Time in which it falls by 60 dB. */
  readonly decay: Seconds;
  readonly level: Unit01;
}

/** Snares, breath, hands: noise between two frequencies. */
export interface NoiseLayer {
  readonly kind: 'noise';
  readonly band: readonly [low: Hertz, high: Hertz];
  readonly decay: Seconds;
  readonly attack?: Seconds;
  /** Short bursts before the tail, as many hands. */
  readonly bursts?: number;
  readonly level: Unit01;
}

/** Sheets of metal: six square waves out of tune with one another. */
export interface MetalLayer {
  readonly kind: 'metal';
  readonly base: Hertz;
  readonly band: readonly [low: Hertz, high: Hertz];
  readonly decay: Seconds;
  readonly level: Unit01;
}

/** Wood and bells: modes that die away each in its own time. */
export interface ModeLayer {
  readonly kind: 'modes';
  readonly base: Hertz;
  readonly ratios: readonly number[];
  /** Of the lowest mode; higher ones are shorter. */
  readonly decay: Seconds;
  readonly level: Unit01;
}

/** One of the sounds that a piece of a kit is made of. */
export type DrumLayer = ToneLayer | NoiseLayer | MetalLayer | ModeLayer;

/** -60 dB. */
const SILENT = 1e-3;
/** Ratios of the square waves of a cymbal. @source measured on the TR-808's six oscillators */
const METAL_RATIOS = [2, 3, 4.16, 5.43, 6.79, 8.21];
const BURST_SPACING: Seconds = 0.011;

/** Seconds until a layer is silent. */
export function layerSeconds(layer: DrumLayer): Seconds {
  const bursts = layer.kind === 'noise' ? (layer.bursts ?? 0) * BURST_SPACING : 0;
  return layer.decay + bursts;
}

/** Adds a layer to `into`. `strike` is how hard it is hit: harder is brighter and bends further. */
export function addLayer(
  layer: DrumLayer,
  into: Float32Array,
  setting: { readonly rate: Hertz; readonly strike: Unit01; readonly random: Random },
): void {
  if (layer.kind === 'tone') addTone(layer, into, setting);
  else if (layer.kind === 'noise') addNoise(layer, into, setting);
  else if (layer.kind === 'metal') addMetal(layer, into, setting);
  else addModes(layer, into, setting);
}

type Setting = Parameters<typeof addLayer>[2];

const decayOf = (time: Seconds, rate: Hertz) => SILENT ** (1 / (time * rate));

function addTone(layer: ToneLayer, into: Float32Array, { rate, strike }: Setting): void {
  const fall = Math.exp(-1 / (layer.sweep * rate));
  const decay = decayOf(layer.decay, rate);
  let bend = (layer.from - layer.to) * (0.55 + 0.45 * strike);
  let phase = 0;
  let level = layer.level;
  for (let i = 0; i < into.length; i++) {
    into[i] = (into[i] as number) + level * Math.sin(2 * Math.PI * phase);
    phase += (layer.to + bend) / rate;
    bend *= fall;
    level *= decay;
  }
}

function addNoise(layer: NoiseLayer, into: Float32Array, { rate, strike, random }: Setting): void {
  const [low, high] = layer.band;
  const bottom = highPass(low, rate);
  const top = lowPass(high * (0.6 + 0.4 * strike), rate);
  const decay = decayOf(layer.decay, rate);
  const attack = Math.max(1, (layer.attack ?? 0.0005) * rate);
  const spacing = Math.round(BURST_SPACING * rate);
  const tail = (layer.bursts ?? 0) * spacing;
  const burstDecay = decayOf(BURST_SPACING * 1.6, rate);
  let level = 0;
  for (let i = 0; i < into.length; i++) {
    if (i <= tail && i % spacing === 0) level = 1;
    else level *= i < tail ? burstDecay : decay;
    const rise = Math.min(1, (i + 1) / attack);
    const noise = top.next(bottom.next(random.range(-1, 1)));
    into[i] =
      (into[i] as number) + layer.level * (0.45 + 0.55 * strike) * level * rise * noise * 1.8;
  }
}

function addMetal(layer: MetalLayer, into: Float32Array, { rate, strike, random }: Setting): void {
  const [low, high] = layer.band;
  const bottom = [highPass(low, rate), highPass(low, rate)] as const;
  const top = lowPass(high * (0.65 + 0.35 * strike), rate);
  const phases = METAL_RATIOS.map(() => random.unit());
  const decay = decayOf(layer.decay, rate);
  const fast = decayOf(layer.decay * 0.22, rate);
  let body = layer.level * 0.45;
  let stroke = layer.level * 0.75 * (0.5 + 0.5 * strike);
  for (let i = 0; i < into.length; i++) {
    let sum = 0;
    for (let k = 0; k < phases.length; k++) {
      const phase = ((phases[k] as number) + (layer.base * (METAL_RATIOS[k] as number)) / rate) % 1;
      phases[k] = phase;
      sum += phase < 0.5 ? 1 : -1;
    }
    const mixed = sum / phases.length + random.range(-0.45, 0.45);
    const metal = top.next(bottom[1].next(bottom[0].next(mixed)));
    into[i] = (into[i] as number) + (body + stroke) * metal * 2.2;
    body *= decay;
    stroke *= fast;
  }
}

function addModes(layer: ModeLayer, into: Float32Array, { rate, strike }: Setting): void {
  layer.ratios.forEach((ratio, k) => {
    const hertz = layer.base * ratio;
    if (hertz > rate * 0.45) return;
    const decay = decayOf(layer.decay / (1 + 0.6 * k), rate);
    const step = (2 * Math.PI * hertz) / rate;
    let level = (layer.level * strike ** (0.5 * k)) / (1 + k);
    for (let i = 0; i < into.length; i++) {
      into[i] = (into[i] as number) + level * Math.sin(step * i);
      level *= decay;
    }
  });
}

import type { FrameTime } from '../core/frame-time.ts';
import { clamp, smoothingShare } from '../core/numeric.ts';
import type { Seconds } from '../core/units.ts';
import { PICTURE_FEATURES, SEEN } from '../features/eyes/picture-features.ts';
import { MODE_NAMES, type ModeName } from '../music/theory/scale.ts';
import type { ModulationReach } from '../params/modulation/modulation.ts';
import type { ParamStore } from '../params/param-store.ts';
import type { VideoFeed } from './feeds.ts';

/** The eyes of a session, and what the music makes of what they see. */
export interface PictureDrive {
  /** Numbers of the picture as `picture-features.ts` lists them; all 0 where it gives none. */
  readonly seen: Float32Array;
  /** Whether the picture of the newest frame gives numbers. */
  readonly sees: boolean;
  /**
   * Sees what this frame's picture gives, and moves the music's faders by it as modulation does: what
   * the frame sees of them, never their own values. Call it once the frame's values stand.
   */
  run(time: FrameTime, picture: VideoFeed): void;
  /** How far a parameter can be moved now, or null when it is not. */
  reachOf(index: number): ModulationReach | null;
}

/** Time constants: the music takes bars, so that it follows what lasts rather than every gesture. */
const MOTION: Seconds = 1;
const COLOUR: Seconds = 3;
/** Eyes that open or close fade in and out. */
const PRESENCE: Seconds = 1;
/** Motion at which the faders stay where they are, and travel of density from there to the full. */
const REST = 0.25;
const DENSITY = 0.8;
const ENERGY = 0.4;
/** Travel of brightness from neutral to the warmest and the lightest. */
const WARM = 0.4;
const LIGHT = 0.3;
/** Brightness of a picture that is neither dark nor light. */
const GREY = 0.4;

/** Modes from dark to bright; by the sharpened tones that each has more than the one before. */
const BY_BRIGHTNESS: readonly ModeName[] = [
  'phrygian',
  'aeolian',
  'dorian',
  'mixolydian',
  'ionian',
  'lydian',
];
/** Where the others would stand. */
const NEIGHBOURS: Partial<Record<ModeName, ModeName>> = {
  harmonicMinor: 'aeolian',
  melodicMinor: 'dorian',
};
/** The warmest hue, yellow, in turns; the coldest lies opposite. */
const WARMEST = 0.27;
/** Steps of mode from neutral to the warmest or coldest picture. */
const MODE_STEPS = 3;
/** The mode changes only where the colours ask for another one by so much more than half a step. */
const RELUCTANCE = 0.15;

/** The mode so many steps brighter, as far as there is one. */
export function brighterMode(mode: ModeName, steps: number): ModeName {
  if (steps === 0) return mode;
  const place = BY_BRIGHTNESS.indexOf(NEIGHBOURS[mode] ?? mode);
  return BY_BRIGHTNESS[clamp(place + steps, 0, BY_BRIGHTNESS.length - 1)] ?? mode;
}

class Drive implements PictureDrive {
  readonly seen = new Float32Array(PICTURE_FEATURES.length);
  sees = false;
  readonly #store: ParamStore;
  readonly #at: Record<
    'motion' | 'colour' | 'density' | 'energy' | 'brightness' | 'mode' | 'along',
    number
  >;
  #presence = 0;
  #motion = REST;
  /** Warmth of the dominant hue, from -1 to 1, and of the light; both slow. */
  #hue = 0;
  #light = 0;
  #steps = 0;

  constructor(store: ParamStore) {
    this.#store = store;
    const at = (name: string) => store.indexOf(`music.${name}`);
    this.#at = {
      motion: at('picture.motion'),
      colour: at('picture.colour'),
      density: at('density'),
      energy: at('energy'),
      brightness: at('brightness'),
      mode: at('mode'),
      along: at('along'),
    };
  }

  run(time: FrameTime, picture: VideoFeed): void {
    this.sees = picture.see?.(time, this.seen) ?? false;
    if (!this.sees) this.seen.fill(0);
    this.#follow(time.delta);
    if (this.#presence < 1e-3) return;
    const { density, energy, brightness, mode } = this.#at;
    const moving = this.#moving();
    this.#store.modulate(density, moving * DENSITY);
    this.#store.modulate(energy, moving * ENERGY);
    this.#store.modulate(brightness, this.#colour() * this.#light);
    const away = this.#modeAway();
    if (away !== 0) this.#store.modulate(mode, away / (MODE_NAMES.length - 1));
  }

  reachOf(index: number): ModulationReach | null {
    if (this.#presence < 1e-3) return null;
    const { density, energy, brightness } = this.#at;
    const travel = index === density ? DENSITY : index === energy ? ENERGY : 0;
    const amount = this.#presence * this.#store.target(this.#at.motion);
    if (travel > 0 && amount > 0) {
      return { low: -REST * travel * amount, high: (1 - REST) * travel * amount };
    }
    const most = (WARM + LIGHT * (1 - GREY)) * this.#colour();
    return index === brightness && most > 0 ? { low: -most, high: most } : null;
  }

  #follow(delta: Seconds): void {
    const { seen } = this;
    this.#presence += ((this.sees ? 1 : 0) - this.#presence) * smoothingShare(delta, PRESENCE);
    // Eyes that see nothing for a moment leave what they saw last to fade.
    if (!this.sees) return;
    const [hue = 0, certainty = 0] = [seen[SEEN.hue], seen[SEEN.certainty]];
    const warm = certainty * Math.cos(2 * Math.PI * (hue - WARMEST));
    const light =
      ((seen[SEEN.warmth] ?? 0.5) - 0.5) * 2 * WARM + ((seen[SEEN.brightness] ?? 0) - GREY) * LIGHT;
    this.#motion += ((seen[SEEN.motion] ?? 0) - this.#motion) * smoothingShare(delta, MOTION);
    this.#hue += (warm - this.#hue) * smoothingShare(delta, COLOUR);
    this.#light += (light - this.#light) * smoothingShare(delta, COLOUR);
  }

  #moving(): number {
    return this.#presence * this.#store.snapshot.at(this.#at.motion) * (this.#motion - REST);
  }

  #colour(): number {
    return this.#presence * this.#store.snapshot.at(this.#at.colour);
  }

  /** Places in the list of modes from the hand's own mode to the one that the colours make of it. */
  #modeAway(): number {
    // Along with another sound the mode is what the ear hears.
    const amount = this.#store.snapshot.at(this.#at.along) > 0.5 ? 0 : this.#colour();
    const wanted = amount * this.#hue * MODE_STEPS;
    if (Math.abs(wanted - this.#steps) > 0.5 + RELUCTANCE) this.#steps = Math.round(wanted);
    const own = this.#store.target(this.#at.mode);
    const mode = MODE_NAMES[own] ?? 'dorian';
    return MODE_NAMES.indexOf(brighterMode(mode, this.#steps)) - own;
  }
}

/** The eyes of a session whose music is declared. */
export function createPictureDrive(store: ParamStore): PictureDrive {
  return new Drive(store);
}

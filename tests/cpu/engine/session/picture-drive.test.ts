import { beforeEach, describe, expect, it } from 'vitest';
import { createOfflineClock } from '../../../../engine/clock/frame-clock.ts';
import { createDancerEyes } from '../../../../engine/features/eyes/dancer-eyes.ts';
import { PICTURE_FEATURES, SEEN } from '../../../../engine/features/eyes/picture-features.ts';
import { MODE_NAMES } from '../../../../engine/music/theory/scale.ts';
import type { VideoFeed } from '../../../../engine/session/feeds.ts';
import { createInstrument, type Instrument } from '../../../../engine/session/instrument.ts';
import { brighterMode } from '../../../../engine/session/picture-drive.ts';
import ripple from '../../../support/example-scene/scene.ts';

/** A picture that always gives the same numbers. */
const pictureOf = (numbers: Partial<Record<keyof typeof SEEN, number>>): VideoFeed => ({
  pull: () => null,
  see(_, into) {
    into.fill(0);
    into[SEEN.warmth] = 0.5;
    into[SEEN.brightness] = 0.4;
    for (const [name, value] of Object.entries(numbers)) {
      into[SEEN[name as keyof typeof SEEN]] = value;
    }
    return true;
  },
});
const STILL = pictureOf({ motion: 0 });
const WILD = pictureOf({ motion: 1 });
const YELLOW = pictureOf({ motion: 0.25, hue: 0.27, certainty: 1, warmth: 0.9 });
const BLUE = pictureOf({ motion: 0.25, hue: 0.73, certainty: 1, warmth: 0.1 });

const open = () =>
  createInstrument({
    gpu: undefined,
    clock: createOfflineClock({ framesPerSecond: 30 }),
    wait: async () => {},
    scenes: [ripple],
    sizeFor: () => ({
      size: { width: 16, height: 16 },
      pictureSize: { width: 16, height: 16 },
      detail: 1,
    }),
    seed: 1,
  });

let instrument: Instrument;
beforeEach(() => {
  instrument = open();
});

function set(id: string, value: number | string): void {
  const { store, bus } = instrument;
  const { choices = [] } = store.declarations[store.indexOf(id)] ?? {};
  const number = typeof value === 'string' ? choices.indexOf(value) : value;
  bus.send({ id, value: number, sender: 'test' });
}

/** Shows a picture for so many seconds. */
function show(picture: VideoFeed, seconds = 12): void {
  instrument.setVideo(picture);
  for (let i = 0; i < seconds * 30; i++) instrument.frame();
}

const now = (name: string) => instrument.store.snapshot.get(`music.${name}`);
const mode = () => MODE_NAMES[now('mode')];

describe('motion', () => {
  it('makes the music denser and harder, stillness sparser, and hands keep their faders', () => {
    show(STILL);
    const [sparse, soft] = [now('density'), now('energy')];
    show(WILD);
    expect(now('density')).toBeGreaterThan(0.5 + 0.15);
    expect(now('energy')).toBeGreaterThan(0.6 + 0.05);
    expect(sparse).toBeLessThan(0.5 - 0.05);
    expect(soft).toBeLessThan(0.6);
    const { store } = instrument;
    expect(store.target(store.indexOf('music.density'))).toBe(0.5);
  });

  it('follows what lasts rather than a gesture', () => {
    show(STILL);
    const before = now('density');
    show(WILD, 0.1);
    expect(now('density') - before).toBeLessThan(0.05);
  });

  it('does as much as its parameter says, which is shown on the fader', () => {
    const { modulation, store } = instrument;
    const density = store.indexOf('music.density');
    expect(modulation.reachOf(density)).toBeNull();
    set('music.picture.motion', 1);
    show(WILD);
    const full = now('density');
    expect(full).toBeGreaterThan(0.95);
    expect(modulation.reachOf(density)?.high).toBeCloseTo(0.6, 2);
    set('music.picture.motion', 0);
    show(WILD);
    expect(now('density')).toBeCloseTo(0.5, 3);
    expect(modulation.reachOf(density)).toBeNull();
  });
});

describe('colour', () => {
  it('makes warm pictures brighter, in mode and in sound, and cold ones darker', () => {
    show(YELLOW, 20);
    expect(mode()).toBe('mixolydian');
    expect(now('brightness')).toBeGreaterThan(0.55);
    show(BLUE, 20);
    expect(mode()).toBe('aeolian');
    expect(now('brightness')).toBeLessThan(0.45);
    set('music.picture.colour', 1);
    show(YELLOW, 20);
    expect(mode()).toBe('lydian');
  });

  it('leaves the mode where colours disagree, and where the music plays along with another', () => {
    show(pictureOf({ hue: 0.27, certainty: 0.3, warmth: 0.9 }), 20);
    expect(mode()).toBe('dorian');
    set('music.along', 1);
    show(YELLOW, 20);
    expect(mode()).toBe('dorian');
  });

  it('does not waver between two modes', () => {
    const changes: (string | undefined)[] = [];
    for (let i = 0; i < 60; i++) {
      // Around the half step at the usual setting, on both sides of it.
      show(pictureOf({ hue: 0.27, certainty: 0.383 + (i % 2) * 0.1 }), 0.5);
      if (mode() !== changes.at(-1)) changes.push(mode());
    }
    expect(changes.length).toBeLessThanOrEqual(2);
  });

  it('goes from mode to mode by one tone, and knows where the minor scales stand', () => {
    expect(brighterMode('dorian', 1)).toBe('mixolydian');
    expect(brighterMode('dorian', -5)).toBe('phrygian');
    expect(brighterMode('lydian', 2)).toBe('lydian');
    expect(brighterMode('harmonicMinor', 0)).toBe('harmonicMinor');
    expect(brighterMode('harmonicMinor', 1)).toBe('dorian');
  });
});

describe('eyes', () => {
  it('that see nothing leave the music alone, and fade out when they close', () => {
    show({ pull: () => null }, 3);
    expect(instrument.seen).toBeNull();
    expect(now('density')).toBe(0.5);
    show(WILD);
    expect(instrument.seen?.[SEEN.motion]).toBe(1);
    show({ pull: () => null, see: () => false }, 0.5);
    expect(instrument.seen).toBeNull();
    expect(now('density')).toBeGreaterThan(0.55);
    show({ pull: () => null, see: () => false });
    expect(now('density')).toBeCloseTo(0.5, 3);
  });

  it('are followed as the sound is: any number onto any parameter', () => {
    set('mod.follow1.feature', 'picture-motion');
    set('mod.follow1.rise', 0);
    set('mod.route1.source', 'follow1');
    set('mod.route1.target', 'mixer.crossfade');
    set('mod.route1.depth', 0.5);
    show(WILD, 1);
    expect(instrument.store.snapshot.get('mixer.crossfade')).toBeCloseTo(0.5, 2);
    const { choices } = instrument.store.declarations[
      instrument.store.indexOf('mod.follow1.feature')
    ] as { choices: readonly string[] };
    for (const { name } of PICTURE_FEATURES) expect(choices).toContain(name);
  });

  it('see the demo dancer move, the same every time', () => {
    const watch = () => {
      instrument = open();
      const eyes = createDancerEyes();
      const seen: number[][] = [];
      const see: VideoFeed['see'] = (time, into) => {
        const sees = eyes.see(time, into);
        seen.push([...into]);
        return sees;
      };
      show({ pull: () => null, see }, 4);
      return seen;
    };
    const first = watch();
    expect(Math.max(...first.map((numbers) => numbers[SEEN.motion] ?? 0))).toBeGreaterThan(0.15);
    expect(first.flat().every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(watch()).toEqual(first);
  });
});

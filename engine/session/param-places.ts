import { effects } from '../effects/registry.ts';
import { DECKS, type DeckName } from '../mixer/deck.ts';
import type { ParamSnapshot, ParamStore } from '../params/param-store.ts';
import type { FollowSetting } from './beat-follower.ts';
import {
  EMPTY_SLOT,
  MULTIPLE_VALUES,
  SLOTS_PER_CHAIN,
  slotChoices,
  TEMPO_SOURCES,
} from './session-params.ts';

/** The chains of a session: one a deck and one on the master. */
export type ChainName = DeckName | 'master';

/** Where a chain's parameters lie in the snapshot. */
export interface ChainPlaces {
  /** Effect names in the slots now, '' for an empty one; the same array each time. */
  arrangement(values: ParamSnapshot): readonly string[];
  /** Value of an effect's parameter now. */
  readonly effectParam: (effect: string, name: string) => number;
}

/** Places of the session's own parameters, found once so that a frame looks nothing up by name. */
export interface ParamPlaces {
  readonly tempo: number;
  readonly follow: number;
  /** Whether the ear is followed where no track tells its beat. */
  followsEar(values: ParamSnapshot): boolean;
  /** How the source is followed; the same object each time. */
  followSetting(values: ParamSnapshot): FollowSetting;
  readonly freeze: number;
  readonly netShare: number;
  readonly decks: Readonly<Record<DeckName, { readonly scene: number; readonly level: number }>>;
  readonly chains: Readonly<Record<ChainName, ChainPlaces>>;
  mixState(values: ParamSnapshot): {
    crossfade: number;
    blend: number;
    transition: number;
    levelA: number;
    levelB: number;
  };
  limiterState(values: ParamSnapshot): { on: boolean; brightness: number };
}

function chainPlaces(store: ParamStore, prefix: string): ChainPlaces {
  const names = slotChoices().map((name) => (name === EMPTY_SLOT ? '' : name));
  const slots = Array.from({ length: SLOTS_PER_CHAIN }, (_, i) =>
    store.indexOf(`${prefix}.fx${i + 1}`),
  );
  const arranged: string[] = slots.map(() => '');
  const params = new Map(
    effects.map((effect) => {
      const own = ['mix', ...Object.keys(effect.params)].map(
        (name) => [name, store.indexOf(`${prefix}.fx.${effect.name}.${name}`)] as const,
      );
      return [effect.name, new Map(own)];
    }),
  );
  return {
    arrangement(values) {
      for (let i = 0; i < slots.length; i++) arranged[i] = names[values.at(slots[i] ?? 0)] ?? '';
      return arranged;
    },
    effectParam: (effect, name) => store.snapshot.at(params.get(effect)?.get(name) ?? -1),
  };
}

/** Finds the places. @throws InstrumentError when a parameter was not declared */
export function findParamPlaces(store: ParamStore): ParamPlaces {
  const index = (id: string) => store.indexOf(id);
  const deck = (name: DeckName) => ({
    scene: index(`deck.${name}.scene`),
    level: index(`deck.${name}.level`),
  });
  const mixer = {
    crossfade: index('mixer.crossfade'),
    blend: index('mixer.blend'),
    transition: index('mixer.transition'),
  };
  const master = {
    brightness: index('master.brightness'),
    blackout: index('master.blackout'),
    flashLimit: index('master.flashLimit'),
  };
  const transport = {
    source: index('transport.source'),
    multiple: index('transport.multiple'),
    nudge: index('transport.nudge'),
    lock: index('transport.lock'),
    trim: index('transport.trim'),
  };
  const following = { multiple: 1, nudge: 0, trim: 0, locked: false };
  const [a, b] = DECKS.map(deck) as [ReturnType<typeof deck>, ReturnType<typeof deck>];
  const mix = { crossfade: 0, blend: 0, transition: 0, levelA: 1, levelB: 1 };
  const limiter = { on: true, brightness: 1 };
  return {
    tempo: index('transport.tempo'),
    follow: index('transport.follow'),
    followsEar: (values) => TEMPO_SOURCES[values.at(transport.source)] === 'ear',
    followSetting(values) {
      following.multiple = MULTIPLE_VALUES[values.at(transport.multiple)] ?? 1;
      following.nudge = values.at(transport.nudge);
      following.trim = values.at(transport.trim);
      following.locked = values.at(transport.lock) > 0.5;
      return following;
    },
    freeze: index('master.freeze'),
    netShare: index('nets.share'),
    decks: { a, b },
    chains: {
      a: chainPlaces(store, 'deck.a'),
      b: chainPlaces(store, 'deck.b'),
      master: chainPlaces(store, 'master'),
    },
    mixState(values) {
      mix.crossfade = values.at(mixer.crossfade);
      mix.blend = values.at(mixer.blend);
      mix.transition = values.at(mixer.transition);
      mix.levelA = values.at(a.level);
      mix.levelB = values.at(b.level);
      return mix;
    },
    limiterState(values) {
      limiter.on = values.at(master.flashLimit) > 0.5;
      limiter.brightness = values.at(master.blackout) > 0.5 ? 0 : values.at(master.brightness);
      return limiter;
    },
  };
}

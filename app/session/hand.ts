import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { PlayedHand } from '../../engine/control/keyboard.ts';
import type { ParamSender } from '../../engine/control/param-sender.ts';
import type { DeckName } from '../../engine/mixer/deck.ts';
import type { ParamStore } from '../../engine/params/param-store.ts';
import type { ChainName } from '../../engine/session/param-places.ts';
import { SLOTS_PER_CHAIN } from '../../engine/session/session-params.ts';
import type { ParamSignals } from './param-signals.ts';

/** What is turned: the scene of a deck (slot 0), or an effect slot of a chain. */
export interface UnitInHand {
  readonly chain: ChainName;
  /** 0 for the deck's scene, 1 to 4 for an effect. */
  readonly slot: number;
  /** A net whose parameters are turned instead. */
  readonly net?: string;
}

/** What the performer has in hand, as signals. */
export interface Hand extends PlayedHand {
  readonly deckSignal: ReadonlySignal<DeckName>;
  readonly unit: ReadonlySignal<UnitInHand>;
  /** Addresses of the parameters of the unit in hand. */
  readonly params: ReadonlySignal<readonly string[]>;
  readonly paramSignal: ReadonlySignal<string | null>;
  /** Takes a scene or an effect slot in hand, and its deck with it. */
  takeUnit(unit: UnitInHand): void;
  takeParam(id: string): void;
  /** Takes the parameters of a net in hand. */
  takeNet(net: string): void;
  /** Turns a slot of a chain on or off; what was in it comes back. */
  toggle(chain: ChainName, slot: number): void;
}

/** What all nets share; it is turned with each of them. */
const NET_SHARE = 'nets.share';
/** Effects that an empty slot gets when it is turned on for the first time. */
const FIRST_EFFECTS = ['bloom', 'trail', 'kaleidoscope', 'rgb-split'];

/** Address of an effect slot's choice. */
export function slotAddress(chain: ChainName, slot: number): string {
  return `${chain === 'master' ? 'master' : `deck.${chain}`}.fx${slot}`;
}

/** Name of the scene or effect that a choice parameter stands on. */
export function choiceName(send: ParamSender, params: ParamSignals, id: string): string {
  return send.declaration(id).choices[params.of(id).value] ?? '';
}

/** Addresses below `prefix`, in the order of their declaration. */
function addressesUnder(store: ParamStore, prefix: string): readonly string[] {
  return store.declarations.filter(({ id }) => id.startsWith(prefix)).map(({ id }) => id);
}

/** A hand on deck A's scene. */
export function createHand(store: ParamStore, send: ParamSender, params: ParamSignals): Hand {
  const deck = signal<DeckName>('a');
  const unit = signal<UnitInHand>({ chain: 'a', slot: 0 });
  const wanted = signal<string | null>(null);
  const remembered = new Map<string, number>();

  const list = computed((): readonly string[] => {
    const { chain, slot, net } = unit.value;
    if (net !== undefined) return [...addressesUnder(store, `${net}.`), NET_SHARE];
    const prefix = chain === 'master' ? 'master' : `deck.${chain}`;
    if (slot === 0) {
      const scene = choiceName(send, params, `${prefix}.scene`);
      return addressesUnder(store, `${prefix}.${scene}.`);
    }
    const effect = choiceName(send, params, slotAddress(chain, slot));
    return addressesUnder(store, `${prefix}.fx.${effect}.`);
  });
  const param = computed(() => wanted.value ?? list.value[0] ?? null);

  const takeUnit = (next: UnitInHand) => {
    unit.value = next;
    wanted.value = null;
    if (next.chain !== 'master') deck.value = next.chain;
  };
  const firstEffect = (id: string, slot: number): number => {
    const { choices } = send.declaration(id);
    const at = choices.indexOf(FIRST_EFFECTS[slot - 1] ?? '');
    return at > 0 ? at : Math.min(slot, choices.length - 1);
  };
  const toggle = (chain: ChainName, slot: number) => {
    const id = slotAddress(chain, slot);
    const now = send.value(id);
    if (now > 0) remembered.set(id, now);
    send.set(id, now > 0 ? 0 : (remembered.get(id) ?? firstEffect(id, slot)));
  };

  return {
    get deck() {
      return deck.value;
    },
    get param() {
      return param.value;
    },
    deckSignal: deck,
    unit,
    params: list,
    paramSignal: param,
    takeDeck: (next) => takeUnit({ chain: next, slot: 0 }),
    takeUnit,
    takeParam(id) {
      wanted.value = id;
    },
    takeNet: (net) => takeUnit({ chain: deck.value, slot: 0, net }),
    walk(by) {
      const ids = list.value;
      if (ids.length === 0) return;
      const at = param.value === null ? -1 : ids.indexOf(param.value);
      wanted.value = ids[at < 0 ? 0 : (at + by + ids.length) % ids.length] ?? null;
    },
    toggleSlot(slot, chain) {
      if (slot > SLOTS_PER_CHAIN) return;
      toggle(chain === 'master' ? 'master' : deck.value, slot);
    },
    toggle,
  };
}

import type { Targets } from '../../../engine/control/mapping/targets.ts';
import type { ParamStore } from '../../../engine/params/param-store.ts';
import type { ChainName } from '../../../engine/session/param-places.ts';
import { type Hand, slotAddress } from '../hand.ts';

/** What actions are done on. */
export interface ActionContext {
  readonly store: ParamStore;
  readonly hand: Hand;
  readonly command: (name: 'record' | 'second window' | 'full screen' | 'undo' | 'redo') => void;
  readonly isRecording: () => boolean;
  readonly pageOf: (device: string) => number;
  readonly setPage: (device: string, page: number) => void;
}

/** Pages that a controller has. */
export const PAGES = 8;

/** One thing that a control can do which is no parameter. */
interface Action {
  readonly label: string;
  run(device: string): void;
  /** For its light; off without it. */
  isOn?(device: string): boolean;
}

const CHAINS: readonly ChainName[] = ['a', 'b', 'master'];

function effectActions({ store, hand }: ActionContext): [string, Action][] {
  return CHAINS.flatMap((chain) =>
    [1, 2, 3, 4].map((slot): [string, Action] => [
      `do.effect.${chain}.${slot}`,
      {
        label: `Effect ${slot} of ${chain === 'master' ? 'the master' : `deck ${chain.toUpperCase()}`}`,
        run: () => hand.toggle(chain, slot),
        isOn: () => store.target(store.indexOf(slotAddress(chain, slot))) > 0,
      },
    ]),
  );
}

function pageActions({ pageOf, setPage }: ActionContext): [string, Action][] {
  const pages = Array.from({ length: PAGES }, (_, i): [string, Action] => [
    `do.page.${i + 1}`,
    {
      label: `Page ${i + 1}`,
      run: (device) => setPage(device, i),
      isOn: (device) => pageOf(device) === i,
    },
  ]);
  const step = (by: number) => (device: string) =>
    setPage(device, Math.min(PAGES - 1, Math.max(0, pageOf(device) + by)));
  return [
    ...pages,
    ['do.page-step.1', { label: 'Page before', run: step(-1) }],
    ['do.page-step.2', { label: 'Next page', run: step(1) }],
  ];
}

function handActions(context: ActionContext): [string, Action][] {
  const { hand, command, isRecording } = context;
  return [
    ...(['a', 'b'] as const).map((deck, i): [string, Action] => [
      `do.deck.${i + 1}`,
      {
        label: `Take deck ${deck.toUpperCase()} in hand`,
        run: () => hand.takeDeck(deck),
        isOn: () => hand.deck === deck,
      },
    ]),
    ['do.previous', { label: 'Previous parameter', run: () => hand.walk(-1) }],
    ['do.next', { label: 'Next parameter', run: () => hand.walk(1) }],
    ['do.record', { label: 'Record', run: () => command('record'), isOn: isRecording }],
    ['do.window', { label: 'Second window', run: () => command('second window') }],
    ['do.full-screen', { label: 'Full screen', run: () => command('full screen') }],
    ['do.undo', { label: 'Undo', run: () => command('undo') }],
    ['do.redo', { label: 'Redo', run: () => command('redo') }],
  ];
}

/** All that a control can be put on, beside the parameters themselves. */
export interface HandTargets extends Targets {
  /** What a target is called on the page. */
  label(target: string): string;
  isOn(action: string, device: string): boolean;
  /** Names of all actions. */
  readonly actions: readonly string[];
}

/**
 * Targets of a session: parameters by address, what is in hand (`hand.1` for its first parameter,
 * `hand.param`, `hand.scene`, `hand.level`), and actions.
 */
export function createHandTargets(context: ActionContext): HandTargets {
  const { store, hand } = context;
  const actions = new Map<string, Action>([
    ...handActions(context),
    ...effectActions(context),
    ...pageActions(context),
  ]);
  const idOf = (target: string): string | null => {
    if (target === 'hand.param') return hand.param;
    if (target === 'hand.scene' || target === 'hand.level') {
      return `deck.${hand.deck}.${target.slice('hand.'.length)}`;
    }
    const place = /^hand\.(\d+)$/.exec(target)?.[1];
    return place ? (hand.params.peek()[Number(place) - 1] ?? null) : target;
  };
  return {
    actions: [...actions.keys()],
    resolve(target) {
      const action = actions.get(target);
      if (action) return { kind: 'action', name: target, run: (device) => action.run(device) };
      const id = idOf(target);
      return id !== null && store.has(id) ? { kind: 'param', id } : null;
    },
    label(target) {
      const action = actions.get(target);
      if (action) return action.label;
      const place = /^hand\.(\d+)$/.exec(target)?.[1];
      if (place) return `Parameter ${place} in hand`;
      if (target.startsWith('hand.')) return `${target.slice('hand.'.length)} in hand`;
      return target;
    },
    isOn: (action, device) => actions.get(action)?.isOn?.(device) ?? false,
  };
}

import { type ReadonlySignal, signal } from '@preact/signals';
import type { MidiDevice, MidiHands } from '../../../engine/control/midi/midi-hands.ts';
import type { Kept } from './kept.ts';

/** Whether there is MIDI. */
export type MidiPhase = 'off' | 'asking' | 'on' | 'refused';

/** The connection to the machine's MIDI, as the page shows it. */
export interface MidiLink {
  readonly phase: ReadonlySignal<MidiPhase>;
  readonly devices: ReadonlySignal<readonly MidiDevice[]>;
  /** A device that stays dark until the browser allows sysex, which {@link connect} asks for. */
  readonly dark: ReadonlySignal<MidiDevice | null>;
  /** The controllers, while there are any. */
  readonly hands: MidiHands | null;
  /** Asks the browser; call it on a click or key. */
  connect(): Promise<void>;
  dispose(): void;
}

/** What a link is made with. */
export interface MidiLinkOptions {
  readonly kept: Kept;
  readonly say: (text: string) => void;
  /** Opens MIDI and puts controllers on the instrument. @throws Error in plain words */
  readonly open: (sysex: boolean, names: ReadonlyMap<string, string>) => Promise<MidiHands>;
}

const NAMES = 'ports';
const WAS_ON = 'midi';

function keptNames(kept: Kept): ReadonlyMap<string, string> {
  try {
    const entries: unknown = JSON.parse(kept.get(NAMES) ?? '[]');
    if (!Array.isArray(entries)) return new Map();
    return new Map(entries.filter((entry): entry is [string, string] => Array.isArray(entry)));
  } catch {
    return new Map();
  }
}

/** A device that is there and needs sysex. */
const inNeed = (devices: readonly MidiDevice[]) =>
  devices.find(({ isThere, profile }) => isThere && profile.needsSysex) ?? null;

/** A link that is off, but for a browser that has allowed it before. */
export function createMidiLink({ kept, say, open }: MidiLinkOptions): MidiLink {
  const phase = signal<MidiPhase>('off');
  const devices = signal<readonly MidiDevice[]>([]);
  const dark = signal<MidiDevice | null>(null);
  let hands: MidiHands | null = null;

  const show = () => {
    devices.value = hands?.devices ?? [];
    dark.value = hands?.sysex ? null : inNeed(devices.value);
    if (hands) kept.set(NAMES, JSON.stringify([...hands.names]));
  };
  const openWith = async (sysex: boolean) => {
    await hands?.dispose();
    hands = null;
    hands = await open(sysex, keptNames(kept));
    hands.onChange(show);
    show();
  };
  const connect = async () => {
    if (phase.value === 'asking') return;
    phase.value = 'asking';
    try {
      if (!hands) await openWith(false);
      // Browsers ask the user about sysex apart, so it is asked for only where a device needs it.
      if (dark.value) {
        await openWith(true).catch(() => {
          say('Without sysex that controller plays, but stays dark.');
          return openWith(false);
        });
      }
      phase.value = 'on';
      kept.set(WAS_ON, 'on');
    } catch (thrown) {
      phase.value = 'refused';
      say(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  if (kept.get(WAS_ON) === 'on') void connect();
  return {
    phase,
    devices,
    dark,
    get hands() {
      return hands;
    },
    connect,
    dispose: () => void hands?.dispose(),
  };
}

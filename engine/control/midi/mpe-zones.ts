import type { Unit01 } from '../../core/units.ts';
import type { ChannelMessage } from './message.ts';
import { bendPlace, FOURTEEN_BITS, place7, SEVEN_BITS } from './places.ts';

/**
 * MPE: a zone gives every note a channel of its own, so that each bends, presses and brightens by
 * itself. What a player does is told as `note.<manager>.<note>`, and the newest note's dimensions
 * as `mpe.<zone>.strike`, `.bend`, `.pressure` and `.timbre`; those of the nth voice (in order of
 * channels) as `mpe.<zone>.<n>.<dimension>`.
 */
export interface MpeZones {
  /** Sets a zone up: its manager channel (1 or 16) and its member channels; 0 takes it away. */
  configure(channel: number, size: number): void;
  /** @returns whether the message belonged to a note of a zone */
  take(message: ChannelMessage): boolean;
  /** Lets go of all notes. */
  release(): void;
}

type Emit = (control: string, value: Unit01, steps: number) => void;

const LOWER = 1;
const UPPER = 16;
/** Controller of the third dimension. */
const TIMBRE = 74;

interface Zone {
  readonly name: 'lower' | 'upper';
  readonly manager: number;
  size: number;
  /** Notes held on each member channel. */
  readonly held: Map<number, Set<number>>;
  /** Member channel of the newest note, or null. */
  newest: number | null;
}

const createZone = (name: Zone['name'], manager: number, size: number): Zone => ({
  name,
  manager,
  size,
  held: new Map(),
  newest: null,
});

/** Place of a member channel in its zone, from 1; 0 for others. */
function voiceOf({ manager, size }: Zone, channel: number): number {
  const voice = manager === LOWER ? channel - LOWER : UPPER - channel;
  return voice >= 1 && voice <= size ? voice : 0;
}

/**
 * Zones of one device, none unless given.
 * @source MIDI Polyphonic Expression 1.1, "Zones" and "Per-note control"
 */
export function createMpeZones(
  emit: Emit,
  given: { readonly lower?: number; readonly upper?: number } = {},
): MpeZones {
  const lower = createZone('lower', LOWER, given.lower ?? 0);
  const upper = createZone('upper', UPPER, given.upper ?? 0);

  const tell = (zone: Zone, voice: number, channel: number, dimension: string, value: Unit01) => {
    const steps = dimension === 'bend' ? FOURTEEN_BITS : SEVEN_BITS;
    emit(`mpe.${zone.name}.${voice}.${dimension}`, value, steps);
    if (zone.newest === channel) emit(`mpe.${zone.name}.${dimension}`, value, steps);
  };
  const letGo = (zone: Zone, voice: number, channel: number, note: number) => {
    zone.held.get(channel)?.delete(note);
    emit(`note.${zone.manager}.${note}`, 0, SEVEN_BITS);
    tell(zone, voice, channel, 'strike', 0);
    tell(zone, voice, channel, 'pressure', 0);
    if (zone.newest === channel && !zone.held.get(channel)?.size) zone.newest = null;
  };
  const strike = (zone: Zone, voice: number, channel: number, note: number, velocity: number) => {
    const notes = zone.held.get(channel) ?? new Set();
    zone.held.set(channel, notes.add(note));
    zone.newest = channel;
    emit(`note.${zone.manager}.${note}`, place7(velocity), SEVEN_BITS);
    tell(zone, voice, channel, 'strike', place7(velocity));
  };
  const play = (zone: Zone, voice: number, message: ChannelMessage): boolean => {
    const { channel } = message;
    switch (message.kind) {
      case 'note-on':
        strike(zone, voice, channel, message.note, message.velocity);
        return true;
      case 'note-off':
        letGo(zone, voice, channel, message.note);
        return true;
      case 'pitch-bend':
        tell(zone, voice, channel, 'bend', bendPlace(message.bend));
        return true;
      case 'channel-pressure':
        tell(zone, voice, channel, 'pressure', place7(message.pressure));
        return true;
      case 'control-change':
        if (message.controller !== TIMBRE) return false;
        tell(zone, voice, channel, 'timbre', place7(message.value));
        return true;
      default:
        return false;
    }
  };

  const release = (zone: Zone) => {
    for (const [channel, notes] of zone.held) {
      for (const note of [...notes]) letGo(zone, voiceOf(zone, channel), channel, note);
    }
    zone.held.clear();
    zone.newest = null;
  };
  return {
    configure(channel, size) {
      if (channel !== LOWER && channel !== UPPER) return;
      const [zone, other] = channel === LOWER ? [lower, upper] : [upper, lower];
      release(zone);
      zone.size = Math.min(size, 15);
      // The newer zone takes channels from the other: there are fourteen for both.
      if (zone.size + other.size > 14 && other.size > 0) {
        release(other);
        other.size = Math.max(0, 14 - zone.size);
      }
    },
    take(message) {
      for (const zone of [lower, upper]) {
        const voice = voiceOf(zone, message.channel);
        if (voice > 0) return play(zone, voice, message);
      }
      return false;
    },
    release() {
      release(lower);
      release(upper);
    },
  };
}

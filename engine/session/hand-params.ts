import { choice, number, type ParamSpecs, toggle, trigger } from '../params/declaration.ts';

/** Snapshots that the bank holds: a grid of 8 x 8. */
export const SNAPSHOT_SLOTS = 64;
/** Value of a slot's choice where none is chosen. */
export const NO_SLOT = 'none';
/** What a snapshot holds. */
export const SNAPSHOT_SCOPES = ['all', 'deck-a', 'deck-b', 'mix'] as const;
/** Bars of a loop that the page offers. */
export const LOOP_BARS = ['1', '2', '4', '8'] as const;

const slots = [NO_SLOT, ...Array.from({ length: SNAPSHOT_SLOTS }, (_, i) => String(i + 1))];
const slot = (label: string, about: string) => choice(label, slots, { about });

/** Parameters of what hands keep and repeat: snapshots, cues, loops; by their prefix. */
export const handParams: Readonly<Record<string, ParamSpecs>> = {
  snapshots: {
    slot: slot('Snapshot', 'Recalls a snapshot, or takes one while Store is on'),
    store: toggle('Store', { about: 'The next slot that is chosen takes a snapshot' }),
    scope: choice('Takes', SNAPSHOT_SCOPES, { about: 'What a new snapshot holds' }),
    beats: number('Fade', {
      max: 32,
      default: 0,
      step: 0.25,
      unit: 'beats',
      smoothing: 0,
      about: 'Time in which a snapshot comes; 0 cuts',
    }),
    from: slot('From', 'Left end of the morph'),
    to: slot('To', 'Right end of the morph'),
    morph: number('Morph', { default: 0, smoothing: 0, about: 'Between two snapshots' }),
    cue: slot('Cue', 'Goes to a cue of the list'),
    go: trigger('Next cue', { about: 'The next of the cue list; without one, of the bank' }),
    back: trigger('Cue back', { about: 'The cue before' }),
    addCue: trigger('Add cue', { about: 'Puts the snapshot and its fade at the end of the list' }),
  },
  loops: {
    record: trigger('Record a loop', { about: 'From the next bar on, hands are repeated' }),
    bars: choice('Length', LOOP_BARS, { default: '2' }),
    clear: trigger('Clear loops', { about: 'Nothing is repeated any more' }),
  },
  clock: {
    follow: toggle('Follow clock', {
      default: true,
      about: 'Take beat and tempo from a MIDI clock or Ableton Link while one runs',
    }),
    lead: toggle('Send clock', { about: 'Lead other machines by MIDI clock' }),
  },
};

import type { Beats } from '../core/units.ts';

/** What the page does on a key: not a parameter, so it can't be recorded or replayed. */
export type PageCommand =
  | 'style'
  | 'record'
  | 'second window'
  | 'full screen'
  | 'keys'
  | 'hands'
  | 'music'
  | 'learn'
  | 'undo'
  | 'redo';

/**
 * What a key does. Where a binding has several keys, the place of the pressed one in the list
 * says which: the first of a pair is down or left, the second up or right.
 */
export type KeyAction =
  | { readonly do: 'load scene' }
  | { readonly do: 'take deck' }
  | { readonly do: 'walk parameters' }
  | { readonly do: 'nudge parameter' }
  | { readonly do: 'reset parameter' }
  | { readonly do: 'toggle effect' }
  | { readonly do: 'panic' }
  | { readonly do: 'hit' | 'flip'; readonly id: string }
  | { readonly do: 'nudge'; readonly id: string }
  | { readonly do: 'set'; readonly id: string; readonly values: readonly number[] }
  | { readonly do: 'step'; readonly id: string; readonly values: readonly number[] }
  | { readonly do: 'command'; readonly command: PageCommand }
  | { readonly do: 'undo or redo' };

/** Groups of keys as the overlay shows them. */
export type KeyGroup = 'Decks' | 'Crossfade' | 'Parameter in hand' | 'Master' | 'Page';

/** One line of the key map. */
export interface KeyBinding {
  /** `KeyboardEvent.key`, letters small. Digits also count by their place on the keyboard. */
  readonly keys: readonly string[];
  /** What stands on the keys, for the page. */
  readonly caps: readonly string[];
  readonly does: string;
  readonly group: KeyGroup;
  readonly action: KeyAction;
  /** What Shift changes. Without it, Shift makes no difference. */
  readonly withShift?: string;
  /** Whether a key that is held goes on. */
  readonly repeats?: boolean;
}

/** Lengths of a crossfade that the page offers and that the keys step through. */
export const CROSSFADE_LENGTHS: readonly Beats[] = [0, 1, 2, 4, 8, 16, 32];

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** Every key of the instrument: what is pressed, what the overlay shows, what the readme lists. */
export const keyMap: readonly KeyBinding[] = [
  {
    keys: DIGITS,
    caps: ['1', '9'],
    does: 'Load a scene into the deck in hand',
    group: 'Decks',
    action: { do: 'load scene' },
  },
  {
    keys: ['a', 'b'],
    caps: ['A', 'B'],
    does: 'Take deck A or deck B in hand',
    group: 'Decks',
    action: { do: 'take deck' },
  },
  {
    keys: ['z', 'x', 'c', 'v'],
    caps: ['Z', 'X', 'C', 'V'],
    does: 'Effect 1 to 4 of the deck in hand on or off',
    group: 'Decks',
    withShift: 'the master’s',
    action: { do: 'toggle effect' },
  },
  {
    keys: [' '],
    caps: ['Space'],
    does: 'Go: fade to the other deck',
    group: 'Crossfade',
    action: { do: 'hit', id: 'mixer.go' },
  },
  {
    keys: ['ArrowLeft', 'ArrowRight'],
    caps: ['←', '→'],
    does: 'Crossfader towards A or B',
    group: 'Crossfade',
    withShift: 'fine',
    repeats: true,
    action: { do: 'nudge', id: 'mixer.crossfade' },
  },
  {
    keys: ['Home', 'End'],
    caps: ['Home', 'End'],
    does: 'Cut to A or B',
    group: 'Crossfade',
    action: { do: 'set', id: 'mixer.crossfade', values: [0, 1] },
  },
  {
    keys: ['-', '+'],
    caps: ['−', '+'],
    does: 'Shorter or longer fade',
    group: 'Crossfade',
    action: { do: 'step', id: 'mixer.beats', values: CROSSFADE_LENGTHS },
  },
  {
    keys: [',', '.'],
    caps: [',', '.'],
    does: 'Previous or next parameter',
    group: 'Parameter in hand',
    repeats: true,
    action: { do: 'walk parameters' },
  },
  {
    keys: ['ArrowDown', 'ArrowUp'],
    caps: ['↓', '↑'],
    does: 'Turn it down or up',
    group: 'Parameter in hand',
    withShift: 'fine',
    repeats: true,
    action: { do: 'nudge parameter' },
  },
  {
    keys: ['Backspace'],
    caps: ['Backspace'],
    does: 'Back to its default',
    group: 'Parameter in hand',
    action: { do: 'reset parameter' },
  },
  {
    keys: ['n'],
    caps: ['N'],
    does: 'Take the faders of the styles in hand',
    group: 'Parameter in hand',
    action: { do: 'command', command: 'style' },
  },
  {
    keys: ['t'],
    caps: ['T'],
    does: 'Tap the tempo',
    group: 'Master',
    action: { do: 'hit', id: 'transport.tap' },
  },
  {
    keys: ['f'],
    caps: ['F'],
    does: 'Freeze the programme',
    group: 'Master',
    action: { do: 'flip', id: 'master.freeze' },
  },
  {
    keys: ['k'],
    caps: ['K'],
    does: 'Blackout',
    group: 'Master',
    action: { do: 'flip', id: 'master.blackout' },
  },
  {
    keys: ['Escape'],
    caps: ['Esc', 'Esc'],
    does: 'Twice: panic, back to one clean deck',
    group: 'Master',
    action: { do: 'panic' },
  },
  {
    keys: ['u', 'y'],
    caps: ['U', 'Y'],
    does: 'Undo what a hand did, or redo it',
    group: 'Master',
    action: { do: 'undo or redo' },
  },
  {
    keys: ['m'],
    caps: ['M'],
    does: 'Controllers, mapping, modulation and snapshots',
    group: 'Page',
    action: { do: 'command', command: 'hands' },
  },
  {
    keys: ['p'],
    caps: ['P'],
    does: 'The instrument’s own music: what it plays and how',
    group: 'Page',
    action: { do: 'command', command: 'music' },
  },
  {
    keys: ['l'],
    caps: ['L'],
    does: 'Learn: point at a control, move a controller',
    group: 'Page',
    action: { do: 'command', command: 'learn' },
  },
  {
    keys: ['r'],
    caps: ['R'],
    does: 'Start or stop the recording',
    group: 'Page',
    action: { do: 'command', command: 'record' },
  },
  {
    keys: ['o'],
    caps: ['O'],
    does: 'Open or close the second window',
    group: 'Page',
    action: { do: 'command', command: 'second window' },
  },
  {
    keys: ['Enter'],
    caps: ['Enter'],
    does: 'Programme on the full screen',
    group: 'Page',
    action: { do: 'command', command: 'full screen' },
  },
  {
    keys: ['?'],
    caps: ['?'],
    does: 'Show or hide these keys',
    group: 'Page',
    action: { do: 'command', command: 'keys' },
  },
];

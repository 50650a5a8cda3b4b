import type { AudioProblem, AudioSourceKind } from './audio-source.ts';

/** How the sound is doing; the four problems are about what was last asked for. */
export type AudioStatus =
  | 'loading'
  | 'playing'
  | 'waiting for a click'
  | 'interrupted'
  | AudioProblem;

/** The face of the sound: what plays, and what is wrong if something is. */
export interface AudioInputState {
  /** What plays now, which after a problem is not what was asked for. */
  readonly kind: AudioSourceKind;
  readonly label: string;
  /** The words beside the level meter, which name the device. */
  readonly levelText: string;
  readonly status: AudioStatus;
  /** Plain words with the remedy; empty when all is well. */
  readonly message: string;
}

/** What the state follows from. */
export interface AudioFacts {
  readonly kind: AudioSourceKind;
  readonly label: string;
  /** Whether a source is being opened. */
  readonly opening: boolean;
  readonly running: boolean;
  /** Whether sound was allowed before. */
  readonly unlocked: boolean;
  readonly problem: { readonly problem: AudioProblem; readonly message: string } | null;
}

const LEVEL_TEXTS: Readonly<Record<AudioSourceKind, string>> = {
  music: 'Level',
  'built-in': 'Level',
  microphone: 'Microphone',
  file: 'File',
  system: 'Shared sound',
};

const MESSAGES: Readonly<Partial<Record<AudioStatus, string>>> = {
  'waiting for a click': 'Click anywhere or press a key to let the sound begin.',
  interrupted: 'The system has paused the sound; it goes on by itself as soon as it may.',
};

function statusOf({ problem, opening, running, unlocked }: AudioFacts): AudioStatus {
  if (problem) return problem.problem;
  if (!running) return unlocked ? 'interrupted' : 'waiting for a click';
  return opening ? 'loading' : 'playing';
}

/** The state that the facts make, in plain words. */
export function audioState(facts: AudioFacts): AudioInputState {
  const { kind, label, problem } = facts;
  const status = statusOf(facts);
  const levelText = `${LEVEL_TEXTS[kind]}: ${label}`;
  return { kind, label, levelText, status, message: problem?.message ?? MESSAGES[status] ?? '' };
}

import type { Seconds, Size, Unit01 } from '../../engine/core/units.ts';
import type { AdapterDescription } from '../../engine/gpu/adapter.ts';

/** A file that the page fetches from its server, with the name that its user gave. */
export interface FileAddress {
  readonly url: string;
  readonly name: string;
}

/** What the command line asks the page to perform; what is left out has a default. */
export interface PerformRequest {
  readonly show?: FileAddress;
  readonly log?: FileAddress;
  readonly video?: FileAddress;
  readonly audio?: FileAddress;
  readonly seconds?: Seconds;
  readonly fps?: number;
  readonly size?: Size;
  readonly seed?: number;
  readonly detail?: Unit01;
  /** Whether moves are to be written down. */
  readonly writeLog: boolean;
  /** Whether the music's parts are wanted one by one. */
  readonly stems?: boolean;
  /** Whether the music's notes are wanted. */
  readonly midi?: boolean;
}

/** What was performed. */
export interface PerformSummary {
  readonly frames: number;
  readonly seconds: Seconds;
  readonly fps: number;
  readonly size: string;
  readonly seed: number;
  readonly detail: Unit01;
  readonly adapter: AdapterDescription;
  /** Over the pixels of all frames, in order. */
  readonly sha256: string;
}

/** How a performance ended; an error is a sentence with its remedy. */
export type PerformResult =
  | { readonly summary: PerformSummary; readonly error: null }
  | { readonly summary: null; readonly error: string };

/** What the command line gives to the page, as functions of its window. */
export interface PerformHost {
  /** Writes a piece of the file. */
  phospheneWrite(base64: string, position: number): Promise<void>;
  /** Writes lines of the log. */
  phospheneLog(lines: string): Promise<void>;
  /** Appends a piece of a part's WAV file. */
  phospheneStem(part: string, base64: string): Promise<void>;
  /** Writes the MIDI file. */
  phospheneMidi(base64: string): Promise<void>;
  /** Tells what will be done, once, before the first frame. */
  phosphenePlan(plan: PerformPlan): Promise<void>;
  phospheneProgress(framesDone: number): Promise<void>;
  phospheneSay(notice: string): Promise<void>;
}

/** What the page is about to do. */
export interface PerformPlan {
  readonly frames: number;
  readonly seconds: Seconds;
  readonly size: string;
  readonly fps: number;
  readonly detail: Unit01;
  readonly adapter: AdapterDescription;
}

/** What the page gives to the command line. */
export interface PerformWindow {
  phosphenePerform(request: PerformRequest): Promise<PerformResult>;
  /** Whether there is a GPU that is not computed on the processor. */
  phospheneProbe(): Promise<boolean>;
}

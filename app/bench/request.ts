import type { Size, Unit01 } from '../../engine/core/units.ts';
import type { AdapterDescription } from '../../engine/gpu/adapter.ts';

/** What is to be measured. */
export interface BenchRequest {
  /** Full HD on a GPU and small in software when left out. */
  readonly size?: Size;
  /** Scenes of the decks. */
  readonly scenes: readonly [a: string, b: string];
  readonly frames: number;
  /** Measures GPU time by section, in a run of its own. */
  readonly timing: boolean;
}

/** What was opened. */
export interface BenchSetting {
  readonly adapter: AdapterDescription;
  /** What plays, in words. */
  readonly case: string;
  readonly size: string;
  readonly detail: Unit01;
}

/** Figures of the frames that were measured. */
export interface FrameFigures {
  readonly frames: number;
  /** JavaScript milliseconds of one frame, from the clock to the submit. */
  readonly jsP50: number;
  readonly jsP95: number;
  /** What of it the browser takes to hand the frame to its GPU process. */
  readonly submitP50: number;
  readonly submitP95: number;
  /** Submits and readbacks a frame. */
  readonly submits: number;
  readonly readbacks: number;
}

/** GPU milliseconds a frame, by section. */
export interface GpuFigures {
  readonly frames: number;
  /** Null where the device has no timestamps. */
  readonly milliseconds: Readonly<Record<string, number>> | null;
}

/** Milliseconds from the loss of the device to the first frame on a fresh one. */
export interface LossFigures {
  readonly losses: number;
  readonly p50: number;
  readonly max: number;
}

/** What the page gives to the command line, as functions of its window. */
export interface BenchWindow {
  phospheneProbe(): Promise<boolean>;
  phospheneOpen(request: BenchRequest): Promise<BenchSetting>;
  /** Plays without measuring. */
  phospheneWarmUp(frames: number): Promise<void>;
  phospheneMeasure(): Promise<FrameFigures>;
  phospheneGpuTime(): Promise<GpuFigures>;
  /** Loses the device some times in a row, each time once it plays again. */
  phospheneLose(losses: number): Promise<LossFigures>;
}

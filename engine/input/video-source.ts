import { type ErrorParts, InstrumentError } from '../core/errors.ts';
import type { PulledImage } from './picture.ts';

/** Where the picture can come from. */
export type VideoSourceKind = 'demo' | 'camera' | 'file' | 'image' | 'screen';

/** Why a source could not be had, for the page to choose a face by. */
export type VideoProblem = 'denied' | 'busy' | 'lost' | 'ended' | 'failed';

/** A source of images. */
export interface VideoSource {
  readonly kind: VideoSourceKind;
  /** The name that its user knows it by. */
  readonly label: string;
  /** Of a camera: what to look for when it was unplugged. */
  readonly deviceId?: string;
  /** The image that it shows now (the same object each time), or null while it has none. */
  pull(): PulledImage | null;
  /** Calls `listener` when the source ends by itself: unplugged, or sharing stopped. */
  onLost(listener: () => void): void;
  /** What keeps it from showing images for the moment, in plain words; empty when nothing does. */
  readonly pause: string;
  /** Calls `listener` when `pause` changes. */
  onPause(listener: () => void): void;
  close(): void;
}

/** A source that could not be opened, in plain words with the remedy. */
export class VideoSourceError extends InstrumentError {
  readonly problem: VideoProblem;

  constructor(problem: VideoProblem, parts: ErrorParts, options?: ErrorOptions) {
    super(parts, options);
    this.name = 'VideoSourceError';
    this.problem = problem;
  }
}

/** Says that a source has ended by itself, and what happens next. */
export function lostVideoSource({
  kind,
  label,
}: Pick<VideoSource, 'kind' | 'label'>): VideoSourceError {
  const camera = kind === 'camera';
  return new VideoSourceError(camera ? 'lost' : 'ended', {
    subject: label,
    constraint: camera ? 'stay plugged in' : 'stay shared',
    got: camera ? 'its removal' : 'an end of sharing',
    remedy: camera
      ? 'plug it in again and it is taken back; the demo source is shown meanwhile'
      : 'choose it again to share anew; the demo source is shown meanwhile',
  });
}

let openings = 0;

/** A number for the opening of a source, by which the picture knows that the source changed. */
export function nextOrigin(): number {
  openings += 1;
  return openings;
}

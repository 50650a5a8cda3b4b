import { fail } from '../../engine/core/errors.ts';
import type { Seconds, Size, Unit01 } from '../../engine/core/units.ts';
import type { LogFacts } from '../../engine/session/log-format.ts';
import type { SessionSize } from '../../engine/session/session-gpu.ts';
import type { PerformRequest } from './request.ts';

/** All that decides about the frames of a performance, but for the adapter. */
export interface Plan {
  readonly frames: number;
  readonly fps: number;
  /** Exactly `frames / fps`. */
  readonly seconds: Seconds;
  readonly size: Size;
  readonly seed: number;
  /** Null where the adapter decides. */
  readonly detail: Unit01 | null;
}

const DEFAULT = { seconds: 20, fps: 30, size: { width: 1280, height: 720 }, seed: 1 } as const;
/** Work that a performer's GPU does in real time, and what a processor does in bearable time. */
const DETAIL = { hardware: 1, software: 0.1 } as const;
/** The picture that goes in needs no more pixels than this: features are computed from it. */
const MOST_PICTURE_PIXELS = { hardware: 1280 * 720, software: 480 * 270 } as const;

/**
 * What is asked for, then what the log says, then the standard.
 * @throws InstrumentError when the size can't be encoded
 */
export function planOf(
  request: PerformRequest,
  facts: LogFacts | null,
  logSeconds: Seconds | null,
): Plan {
  const fps = request.fps ?? facts?.fps ?? DEFAULT.fps;
  const size = request.size ?? facts?.size ?? DEFAULT.size;
  const asked = request.seconds ?? logSeconds ?? DEFAULT.seconds;
  if (size.width % 2 !== 0 || size.height % 2 !== 0) {
    fail({
      subject: 'The size',
      constraint: 'be even in width and height, as H.264 stores colour for two by two pixels',
      got: `${size.width}x${size.height}`,
      remedy: `use ${size.width + (size.width % 2)}x${size.height + (size.height % 2)}`,
    });
  }
  const frames = Math.max(1, Math.round(asked * fps));
  return {
    frames,
    fps,
    seconds: frames / fps,
    size,
    seed: request.seed ?? facts?.seed ?? DEFAULT.seed,
    detail: request.detail ?? null,
  };
}

/** How large and fine the session is drawn on an adapter. */
export function sessionSize(plan: Plan, adapter: { readonly software: boolean }): SessionSize {
  const kind = adapter.software ? 'software' : 'hardware';
  const { size } = plan;
  const share = Math.min(1, Math.sqrt(MOST_PICTURE_PIXELS[kind] / (size.width * size.height)));
  const pictureSize = {
    width: Math.round(size.width * share),
    height: Math.round(size.height * share),
  };
  return { size, pictureSize, detail: plan.detail ?? DETAIL[kind] };
}

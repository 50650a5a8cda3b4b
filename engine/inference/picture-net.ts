import type { AudioLevels } from '../core/audio-levels.ts';
import type { FrameTime } from '../core/frame-time.ts';
import type { Hertz, Size, Unit01 } from '../core/units.ts';
import type { ParamSpecs } from '../params/declaration.ts';
import type { Graph } from './graph.ts';
import type { Precision } from './op.ts';
import type { Safetensors } from './weights/safetensors.ts';

/**
 * Names of the textures that a net's `picture-in` and `picture-out` are bound to. `regions` is there
 * for nets that are shown `over` the picture: r is the share 0..1 of the second of two styles.
 */
export const NET_TEXTURES = { picture: 'picture', regions: 'regions', result: 'result' } as const;

/** Sizes that a net is built for. */
export interface NetSizes {
  /** Size of the picture that comes in. */
  readonly picture: Size;
  /** Size of the texture of regions. */
  readonly regions: Size;
  /** Size of the picture that comes out, as {@link PictureNet.outputSize} chose it. */
  readonly output: Size;
}

/** Fetches a file of weights, checked whole. @throws InstrumentError naming file and remedy */
export type WeightsLoader = (
  url: string,
  options?: {
    readonly sha256?: string;
    /** Told as bytes arrive; `total` is null where the server does not say it. */
    readonly onProgress?: (loaded: number, total: number | null) => void;
  },
) => Promise<Safetensors>;

/** A net whose weights are here; it outlives devices. */
export interface NetBody {
  /**
   * The net for sizes. It reads the texture `picture` by the op `picture-in` and writes the texture
   * `result`, of the output size, by `picture-out`; it works inside at a size of its own choice.
   */
  graph(sizes: NetSizes): Graph;
}

/**
 * What can share a picture out over places: nothing; motion and stillness; brightness and darkness;
 * distance from the background that was learnt, and nearness to it; halves, and the middle.
 */
export const NET_FIELDS = [
  'none',
  'moving',
  'still',
  'bright',
  'dark',
  'figure',
  'ground',
  'right',
  'below',
  'middle',
] as const;

/** How a net's picture is shown over the one that it is of. */
export interface NetShow {
  /** Share of the net's picture. */
  strength: Unit01;
  /** Share of the picture's own colours, under the net's light. */
  colours: Unit01;
  /** Share of the fine light of the picture that the net was too small to see. */
  fine: Unit01;
  /** Place in {@link NET_FIELDS}: where it is shown; everywhere at 0. */
  mask: number;
  /** Motion, brightness, distance or place from which on the mask counts. */
  level: Unit01;
  /** Place in {@link NET_FIELDS}: where the net's second style is; nowhere at 0. */
  regions: number;
  /** Motion, brightness, distance or place from which on the second style is. */
  split: Unit01;
  /** Half the width of the edge between the styles. */
  soft: Unit01;
  /** Whether the background is learnt anew from this frame on. */
  learn: boolean;
}

/** A net's picture that is shown whole. */
export function shownWholly(): NetShow {
  return {
    strength: 1,
    colours: 0,
    fine: 1,
    mask: 0,
    level: 0,
    regions: 0,
    split: 0.5,
    soft: 0.1,
    learn: false,
  };
}

/** What a net is told in a frame: numbers for the pass that begins with it, and how it is shown. */
export interface NetDirection {
  /** By name, as {@link PictureNet.numbers} declares them. */
  readonly numbers: Readonly<Record<string, Float32Array>>;
  readonly show: NetShow;
}

/** What the director of a net knows of a frame. */
export interface NetNow {
  readonly time: FrameTime;
  readonly audio: Readonly<AudioLevels>;
  /**
   * Value of one of the net's parameters, 1 for a trigger that was hit.
   * @throws InstrumentError for an unknown name
   */
  param(name: string): number;
  /** Moves one of the net's parameters, from the next frame on. */
  send(name: string, value: number): void;
}

/** Turns a net's parameters into what it is told. It lives on the processor and outlives devices. */
export interface NetDirector {
  /** Once a frame; writes into `direction` and keeps nothing of it. */
  direct(now: NetNow, direction: NetDirection): void;
  /** Takes numbers that no parameter can hold, such as the code of a picture. */
  take?(name: string, numbers: ArrayLike<number>): void;
}

/** A net that makes a picture of a picture: its metadata, read at once, and its body, loaded late. */
export interface PictureNet {
  /** Folder name; scenes ask for its picture as `net.<name>`. */
  readonly name: string;
  readonly label: string;
  /** One line for the performer. */
  readonly about: string;
  /** Its share of the nets' time relative to other nets that run; 1 is usual. */
  readonly priority: number;
  /** Pictures a second that it needs at most; infinite for as many as there is time for. */
  readonly rate: Hertz;
  /** What is shown before its first picture: what it is of, or nothing. */
  readonly standIn: 'picture' | 'black';
  /** What it computes in; f16 where the device can unless given. */
  readonly precision?: Precision;
  /** Its parameters, declared at `<name>.<parameter>`. */
  readonly params?: ParamSpecs;
  /** How many numbers of each name a pass is told; the op `numbers-in` reads them by that name. */
  readonly numbers?: Readonly<Record<string, number>>;
  /** Makes what directs it; without one its numbers stay 0 and its picture is shown as it is. */
  readonly createDirector?: () => NetDirector;
  /**
   * `whole`: its picture is as large as its result. `over`: it repaints what it sees, and is shown
   * over that, as large and as sharp; `whole` unless given.
   */
  readonly shown?: 'whole' | 'over';
  /** Size of its picture. @param detail share of the full amount of work that there is time for */
  outputSize(picture: Size, detail: Unit01): Size;
  /**
   * Sizes at which it can work, the least work first, all of one shape as nearly as can be: where
   * it is shown `over` the picture, the size follows the time that there is.
   */
  sizes?(picture: Size): readonly Size[];
  load(weights: WeightsLoader): Promise<NetBody>;
}

/** Declares a net; the default export of `models/<name>/model.ts`. */
export function defineModel(net: PictureNet): PictureNet {
  return net;
}

import type { Hertz, Size, Unit01 } from '../core/units.ts';
import type { Graph } from './graph.ts';
import type { Precision } from './op.ts';
import type { Safetensors } from './weights/safetensors.ts';

/** Names of the textures that a net's `picture-in` and `picture-out` are bound to. */
export const NET_TEXTURES = { picture: 'picture', result: 'result' } as const;

/** Sizes that a net is built for. */
export interface NetSizes {
  /** Size of the picture that comes in. */
  readonly picture: Size;
  /** Size of the picture that comes out, as {@link PictureNet.outputSize} chose it. */
  readonly output: Size;
}

/** Fetches a file of weights, checked whole. @throws InstrumentError naming file and remedy */
export type WeightsLoader = (url: string, options?: { sha256?: string }) => Promise<Safetensors>;

/** A net whose weights are here; it outlives devices. */
export interface NetBody {
  /**
   * The net for sizes. It reads the texture `picture` by the op `picture-in` and writes the texture
   * `result`, of the output size, by `picture-out`; it works inside at a size of its own choice.
   */
  graph(sizes: NetSizes): Graph;
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
  /** Size of its picture. @param detail share of the full amount of work that there is time for */
  outputSize(picture: Size, detail: Unit01): Size;
  load(weights: WeightsLoader): Promise<NetBody>;
}

/** Declares a net; the default export of `models/<name>/model.ts`. */
export function defineModel(net: PictureNet): PictureNet {
  return net;
}

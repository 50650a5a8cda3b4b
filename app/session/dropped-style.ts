import { type ReadonlySignal, signal } from '@preact/signals';
import { after } from '../../engine/clock/monotonic.ts';
import { fail, messageOf } from '../../engine/core/errors.ts';
import type { Unit01 } from '../../engine/core/units.ts';
import { type CpuTensor, tensor } from '../../engine/inference/tensor.ts';
import { loadSafetensors } from '../../engine/inference/weights/load.ts';
import type { Safetensors } from '../../engine/inference/weights/safetensors.ts';
import type { Instrument } from '../../engine/session/instrument.ts';
import { builtInStyles } from '../../models/style/built-in.ts';
import { encodeStyle, styleSide } from '../../models/style/encoder.ts';
import { DROPPED } from '../../models/style/params.ts';
import { startRefinement } from './refinement.ts';

/** The net whose style a dropped picture becomes. */
const NET = 'style';
const WEIGHTS = new URL('../../models/style/weights.s.safetensors', import.meta.url).href;
const ENCODER = new URL('../../models/style/encoder.s.safetensors', import.meta.url).href;

/** The middle square of a picture file, `[1, 3, side, side]`. @throws InstrumentError */
async function readSquare(file: File, side: number): Promise<CpuTensor> {
  const image = await createImageBitmap(file).catch((thrown: unknown) =>
    fail(
      {
        subject: `The file ${file.name}`,
        constraint: 'be a picture that the browser can read',
        got: messageOf(thrown),
        remedy: 'use a JPEG, PNG, WebP or AVIF',
      },
      { cause: thrown },
    ),
  );
  const scale = side / Math.min(image.width, image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  const canvas = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true });
  if (!canvas) throw new Error('The browser gives no canvas to read pictures with.');
  canvas.imageSmoothingQuality = 'high';
  canvas.drawImage(image, (side - width) / 2, (side - height) / 2, width, height);
  image.close();
  const { data } = canvas.getImageData(0, 0, side, side);
  const plane = side * side;
  const values = Float32Array.from(
    { length: 3 * plane },
    (_, i) => (data[(i % plane) * 4 + Math.floor(i / plane)] ?? 0) / 255,
  );
  return tensor([1, 3, side, side], values);
}

/** How the picture that was dropped stands. */
export type DroppedState =
  | { readonly phase: 'none' }
  | {
      /** As the encoder took it; while its style is fitted; fitted. */
      readonly phase: 'dropped' | 'refining' | 'refined';
      /** Name of its file. */
      readonly name: string;
      /** Share of the steps that are done. */
      readonly done: Unit01;
    };

/** Makes styles of pictures. */
export interface DroppedStyle {
  readonly state: ReadonlySignal<DroppedState>;
  /** Makes a picture file the style under its fader, and turns that up alone. Says how it went. */
  take(file: File): Promise<void>;
  /** Fits the style to the dropped picture in the background; nothing where there is none. */
  refine(): void;
  /** Goes back to the style as it was dropped, and gives up fitting it. */
  unrefine(): void;
  dispose(): void;
}

/** A picture that was taken in. */
interface TakenPicture {
  readonly name: string;
  readonly picture: CpuTensor;
  readonly side: number;
  readonly code: Float32Array;
}

/** Loads the encoder with the first picture; what failed is tried again with the next. */
function encoderLoader(): () => Promise<Safetensors> {
  let loading: Promise<Safetensors> | null = null;
  const wait = (seconds: number) => new Promise<void>((resolve) => after(seconds, resolve));
  return () => {
    loading ??= loadSafetensors(ENCODER, { wait }).catch((thrown: unknown) => {
      loading = null;
      throw thrown;
    });
    return loading;
  };
}

/** Dropped styles on an instrument; the encoder is loaded with the first one. */
export function createDroppedStyle(instrument: Instrument): DroppedStyle {
  const { bus, notices } = instrument;
  const state = signal<DroppedState>({ phase: 'none' });
  const load = encoderLoader();
  let taken: TakenPicture | null = null;
  let giveUp: (() => void) | null = null;
  const tell = (name: 'code' | 'offset', numbers: Float32Array) =>
    instrument.director(NET)?.take?.(name, numbers);

  const encode = async (file: File): Promise<TakenPicture> => {
    const weights = await load();
    const side = styleSide(weights);
    const picture = await readSquare(file, side);
    const { gpu } = instrument;
    if (!gpu || !instrument.director(NET)?.take) {
      return fail({
        subject: 'A style from a picture',
        constraint: 'be made on a graphics device',
        got: 'none just now',
        remedy: 'drop it again when the picture is back',
      });
    }
    const code = await encodeStyle(gpu.context, weights, picture);
    return { name: file.name, picture, side, code };
  };
  const stop = () => {
    giveUp?.();
    giveUp = null;
  };
  const show = (phase: 'dropped' | 'refining' | 'refined', done: Unit01 = 0) => {
    if (taken) state.value = { phase, name: taken.name, done };
  };
  const unrefine = () => {
    stop();
    if (!taken) return;
    tell('code', taken.code);
    show('dropped');
  };

  return {
    state,
    async take(file) {
      try {
        taken = await encode(file);
      } catch (thrown) {
        notices.say(messageOf(thrown));
        return;
      }
      unrefine();
      const send = (name: string, value: number) =>
        bus.send({ id: `${NET}.${name}`, value, sender: 'page' });
      for (const { name } of builtInStyles) send(name, 0);
      send(DROPPED, 1);
      notices.say(`The picture is painted like ${file.name} now: fader “Dropped picture”.`);
    },
    refine() {
      if (!taken || giveUp) return;
      const { picture, side, code } = taken;
      show('refining');
      const task = { picture: picture.data as Float32Array, side, code };
      giveUp = startRefinement(
        { weights: WEIGHTS, encoder: ENCODER, ...task },
        {
          onStep(offset, done) {
            tell('offset', offset);
            show('refining', done);
          },
          onEnd() {
            giveUp = null;
            show('refined', 1);
          },
          onFault(text) {
            unrefine();
            notices.say(`The style could not be refined: ${text}`);
          },
        },
      );
    },
    unrefine,
    dispose: stop,
  };
}

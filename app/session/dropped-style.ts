import { after } from '../../engine/clock/monotonic.ts';
import { fail, messageOf } from '../../engine/core/errors.ts';
import { type CpuTensor, tensor } from '../../engine/inference/tensor.ts';
import { loadSafetensors } from '../../engine/inference/weights/load.ts';
import type { Safetensors } from '../../engine/inference/weights/safetensors.ts';
import type { Instrument } from '../../engine/session/instrument.ts';
import { builtInStyles } from '../../models/style/built-in.ts';
import { encodeStyle, styleSide } from '../../models/style/encoder.ts';
import { DROPPED } from '../../models/style/params.ts';

/** The net whose style a dropped picture becomes. */
const NET = 'style';
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

/** Makes styles of pictures. */
export interface DroppedStyle {
  /** Makes a picture file the style under its fader, and turns that up alone. Says how it went. */
  take(file: File): Promise<void>;
}

/** Dropped styles on an instrument; the encoder is loaded with the first one. */
export function createDroppedStyle(instrument: Instrument): DroppedStyle {
  const { bus, notices } = instrument;
  let loading: Promise<Safetensors> | null = null;
  const load = () => {
    const wait = (seconds: number) => new Promise<void>((resolve) => after(seconds, resolve));
    loading ??= loadSafetensors(ENCODER, { wait }).catch((thrown: unknown) => {
      loading = null;
      throw thrown;
    });
    return loading;
  };
  const encode = async (file: File) => {
    const weights = await load();
    const picture = await readSquare(file, styleSide(weights));
    const { gpu } = instrument;
    const director = instrument.director(NET);
    if (!gpu || !director?.take) {
      return fail({
        subject: 'A style from a picture',
        constraint: 'be made on a graphics device',
        got: 'none just now',
        remedy: 'drop it again when the picture is back',
      });
    }
    director.take('code', await encodeStyle(gpu.context, weights, picture));
  };
  return {
    async take(file) {
      try {
        await encode(file);
      } catch (thrown) {
        notices.say(messageOf(thrown));
        return;
      }
      const send = (name: string, value: number) =>
        bus.send({ id: `${NET}.${name}`, value, sender: 'page' });
      for (const { name } of builtInStyles) send(name, 0);
      send(DROPPED, 1);
      notices.say(`The picture is painted like ${file.name} now: fader “Dropped picture”.`);
    },
  };
}

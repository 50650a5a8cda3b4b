/** Nets that are some frames late, played by hand: what is carried against what really is there. */

import { buildVideoFeatures } from '../../engine/features/video/registry.ts';
import type { GpuContext } from '../../engine/gpu/gpu-context.ts';
import { FlowCarry } from '../../engine/inference/carry/flow-carry.ts';
import { createPicture, readPicture, runFrame } from './pictures.ts';

/** One frame of a carried picture; RGBA, linear light. */
export interface CarriedFrame {
  readonly index: number;
  /** What the carry shows. */
  readonly carried: Float32Array;
  /** The result as the net gave it: the picture of the frame that it saw. */
  readonly uncarried: Float32Array;
  /** The picture of this frame, which a net without lateness would have given. */
  readonly present: Float32Array;
}

/** What is played. */
export interface CarriedPlay {
  readonly size: { readonly width: number; readonly height: number };
  readonly frames: number;
  /** Frames at the end that are read and returned. */
  readonly read: number;
  /** Frames from the one that a pass sees to the one in which its result is there. */
  readonly late: number;
  readonly fps?: number;
  /** Shows the picture of a frame. */
  readonly show: (picture: GPUTexture, index: number) => void;
}

/** Plays a net whose result is the very picture that it saw, passes back to back. */
export async function playCarried(context: GpuContext, play: CarriedPlay): Promise<CarriedFrame[]> {
  const { size, late, fps = 30 } = play;
  const picture = createPicture(context, size);
  const [result, latched] = [createPicture(context, size), createPicture(context, size)];
  const features = await buildVideoFeatures(context, { picture, size, detail: 0.5 });
  const carry = new FlowCarry(context, {
    label: 'late',
    size,
    standIn: 'picture',
    picture,
    luma: features.texture('luma'),
    step: features.part('flow', 'step'),
  });
  await carry.compile();
  const wanted = new Set(['flow', 'luma']);
  const played: CarriedFrame[] = [];
  for (let index = 0; index < play.frames; index++) {
    play.show(picture, index);
    const place = index % (late + 1);
    runFrame(context, { index: index + 1, fps }, (frame) => {
      features.encode(frame, wanted);
      if (place === 0) {
        carry.begin(frame);
        frame.copy(picture, latched);
      }
      if (place === late) {
        frame.copy(latched, result);
        carry.arrive(frame, result, late);
      }
      carry.encode(frame);
    });
    if (index < play.frames - play.read) continue;
    const [carried, uncarried, present] = await Promise.all(
      [carry.texture, result, picture].map((texture) => readPicture(context, texture)),
    );
    if (carried && uncarried && present) played.push({ index, carried, uncarried, present });
  }
  carry.dispose();
  features.dispose();
  for (const texture of [picture, result, latched]) texture.destroy();
  return played;
}

/** Mean absolute difference of the colours of two pictures, `border` pixels from the edge. */
export function difference(
  a: Float32Array,
  b: Float32Array,
  size: { readonly width: number; readonly height: number },
  border: number,
): number {
  let sum = 0;
  let count = 0;
  for (let y = border; y < size.height - border; y++) {
    for (let x = border; x < size.width - border; x++) {
      for (let c = 0; c < 3; c++) {
        const place = (y * size.width + x) * 4 + c;
        sum += Math.abs((a[place] ?? 0) - (b[place] ?? 0));
        count += 1;
      }
    }
  }
  return sum / count;
}

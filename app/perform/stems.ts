import type { PartName } from '../../engine/music/note.ts';
import type { RenderedMusic } from '../../engine/music/sound/render.ts';
import { wavHeader, wavSamples } from '../../engine/output/wav-file.ts';

/** Samples that are handed over together. */
const PIECE = 1 << 18;

/** Hands over every part as a WAV file, piece by piece. */
export async function writeStems(
  { stems, sampleRate }: RenderedMusic,
  write: (part: PartName, data: Uint8Array) => Promise<void>,
): Promise<void> {
  for (const [part, channels] of stems) {
    const frames = channels[0].length;
    await write(part, wavHeader({ channels: 2, frames, sampleRate }));
    for (let at = 0; at < frames; at += PIECE) {
      await write(part, wavSamples(channels, at, Math.min(frames, at + PIECE)));
    }
  }
}

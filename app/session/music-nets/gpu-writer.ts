import type { GpuContext } from '../../../engine/gpu/gpu-context.ts';
import type { BarWish } from '../../../models/music/bar-wish.ts';
import type { BarWriter, WrittenVoices } from '../../../models/music/bar-writer.ts';
import { createGpuBarWriter, type GpuBarWriter } from '../../../models/music/gpu-bar-writer.ts';
import type { readMusicNet } from '../../../models/music/net.ts';

/**
 * A writer on whatever device there is: built anew where the device changes, and replaced by
 * another writer while there is none, or only a software adapter, or a bar fails on it.
 */
export function createGpuWriter(
  context: () => GpuContext | null,
  load: () => Promise<ReturnType<typeof readMusicNet>>,
  instead: BarWriter,
): BarWriter & { dispose(): void } {
  let built: { readonly context: GpuContext; readonly writer: Promise<GpuBarWriter> } | undefined;
  /** The device on which it failed; it is not tried again. */
  let broken: GpuContext | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  /** Who wrote the bar before: another one has to begin afresh. */
  let last: unknown;

  const writerOn = (now: GpuContext): Promise<GpuBarWriter> => {
    if (built?.context === now) return built.writer;
    drop();
    const writer = load().then(({ config, weights }) => createGpuBarWriter(now, config, weights));
    built = { context: now, writer };
    return writer;
  };
  const drop = () => {
    built?.writer.then(
      (writer) => writer.dispose(),
      () => undefined,
    );
    built = undefined;
  };
  const writeBy = (writer: BarWriter, wish: BarWish) => {
    const fresh = wish.fresh || last !== writer;
    last = writer;
    return writer.write({ ...wish, fresh });
  };
  const write = async (wish: BarWish): Promise<WrittenVoices> => {
    const now = context();
    if (!now || now === broken || now.adapter.software) return writeBy(instead, wish);
    try {
      return await writeBy(await writerOn(now), wish);
    } catch {
      broken = now;
      drop();
      return writeBy(instead, wish);
    }
  };
  return {
    write(wish) {
      const written = turn.then(() => write(wish));
      turn = written.catch(() => undefined);
      return written;
    },
    dispose: drop,
  };
}

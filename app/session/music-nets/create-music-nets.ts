import { messageOf } from '../../../engine/core/errors.ts';
import type { GpuContext } from '../../../engine/gpu/gpu-context.ts';
import type { ComposerNets } from '../../../engine/music/composer.ts';
import { createChoraleMelody } from './chorale-melody.ts';
import { createGpuWriter } from './gpu-writer.ts';
import { fetchChoraleWriter, fetchGrooveNet, fetchMusicNet, fetchRiffNet } from './weights.ts';
import { createWorkerWriter, type WriterPort } from './worker-writer.ts';

/** How the nets of a session run. */
export interface MusicNetsOptions {
  /**
   * Where chorales are written. `here`: at once, in this thread, so that a render is the same every
   * time. `worker`: beside it. `gpu`: on the device while there is one that is no software, else in
   * the worker.
   */
  readonly chorales: 'here' | 'worker' | 'gpu';
  /** The device as it is now; asked anew for every bar, so that a loss is survived. */
  readonly context?: () => GpuContext | null;
  /** Told what fails; the music goes on without it. */
  readonly onFailure: (message: string) => void;
}

/** The nets of a session; those whose weights can't be loaded are left out. */
export interface MusicNets {
  /** Nets for one `Composer`, with a store of chorale bars of its own: others count bars alike. */
  open(): ComposerNets;
  dispose(): void;
}

/** Loads the nets that write music. */
export async function createMusicNets(options: MusicNetsOptions): Promise<MusicNets> {
  const { onFailure } = options;
  const tell = (thrown: unknown) => onFailure(`A net of the music fails: ${messageOf(thrown)}`);
  const orNothing = <T>(net: Promise<T>) =>
    net.catch((thrown: unknown) => {
      tell(thrown);
      return undefined;
    });
  const { writer, dispose } = openWriter(options);
  const [groove, riff, chorales] = await Promise.all([
    orNothing(fetchGrooveNet()),
    orNothing(fetchRiffNet()),
    orNothing(writer),
  ]);
  return {
    open: () => ({
      ...(groove && { groove }),
      ...(riff && { riff }),
      ...(chorales && { melody: createChoraleMelody(chorales, tell) }),
    }),
    dispose,
  };
}

function openWriter({ chorales, context, onFailure }: MusicNetsOptions) {
  if (chorales === 'here') return { writer: fetchChoraleWriter(), dispose() {} };
  const worker = new Worker(new URL('./chorale-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('error', ({ message }) =>
    onFailure(`The worker of the music nets fails: ${message || 'it could not be loaded'}`),
  );
  const inWorker = createWorkerWriter(worker as unknown as WriterPort);
  const onGpu = chorales === 'gpu' && context;
  if (!onGpu) return { writer: Promise.resolve(inWorker), dispose: () => worker.terminate() };
  const gpu = createGpuWriter(context, fetchMusicNet, inWorker);
  return {
    writer: Promise.resolve(gpu),
    dispose() {
      gpu.dispose();
      worker.terminate();
    },
  };
}

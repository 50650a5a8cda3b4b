import type { StreamTargetChunk } from 'mediabunny';
import type { FileReply, FileRequest } from './recorder-file-request.ts';

/** Where a recording goes while it is made. */
export interface RecordingSink {
  /** `disk`: the origin's private files, which survive a crash. `memory`: up to 1 GiB. */
  readonly kind: 'disk' | 'memory';
  readonly writable: WritableStream<StreamTargetChunk>;
  /** Ends writing and gives the file, whole or as far as it came. */
  close(): Promise<Blob>;
}

/** The most that is kept in memory where the disk can't be used. */
export const MEMORY_LIMIT_BYTES = 1024 ** 3;
const MEDIA_TYPE = 'video/mp4';

/** A recording that had to end because there is no more room. */
export class RecordingFullError extends Error {}

/** Asks the worker one thing after the other. */
function createFileClient(worker: Worker): (request: FileRequest) => Promise<void> {
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  worker.onmessage = ({ data }: MessageEvent<FileReply>) => {
    const asked = waiting.shift();
    if (!data.error) asked?.resolve();
    else if (data.error.name !== 'QuotaExceededError') asked?.reject(new Error(data.error.message));
    else asked?.reject(new RecordingFullError('the disk is full'));
  };
  worker.onerror = () => {
    for (const asked of waiting.splice(0)) asked.reject(new Error('its worker did not start'));
  };
  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      worker.postMessage(request, request.kind === 'write' ? [request.data.buffer] : []);
    });
}

/** Removes recordings of earlier that were finished and handed over. */
async function clearFinished(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry('finished', { recursive: true }).catch(() => {});
}

async function openDiskSink(name: string): Promise<RecordingSink> {
  await clearFinished();
  // Written as one expression, by which the build knows that the file is a worker to compile.
  const worker = new Worker(new URL('./recorder-file-worker.ts', import.meta.url), {
    type: 'module',
  });
  const ask = createFileClient(worker);
  try {
    await ask({ kind: 'open', name });
  } catch (thrown) {
    worker.terminate();
    throw thrown;
  }
  return {
    kind: 'disk',
    writable: new WritableStream({
      write: ({ data, position }) => ask({ kind: 'write', data: data.slice(), position }),
    }),
    async close() {
      await ask({ kind: 'close' });
      worker.terminate();
      const root = await navigator.storage.getDirectory();
      const folder = await root.getDirectoryHandle('finished');
      const file = await (await folder.getFileHandle(name)).getFile();
      return file.slice(0, file.size, MEDIA_TYPE);
    },
  };
}

/** A sink in memory. Fragmented files are written in order, so pieces follow each other. */
export function openMemorySink(limitBytes = MEMORY_LIMIT_BYTES): RecordingSink {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  return {
    kind: 'memory',
    writable: new WritableStream({
      write({ data, position }) {
        if (position !== bytes) throw new Error('a recording in memory can only be appended to');
        if (bytes + data.byteLength > limitBytes) {
          throw new RecordingFullError('a recording in memory may not be larger than 1 GiB');
        }
        pieces.push(data.slice());
        bytes += data.byteLength;
      },
    }),
    close: async () => new Blob(pieces, { type: MEDIA_TYPE }),
  };
}

/** Opens a file of the origin's private files; memory where there are none. */
export async function openRecordingSink(name: string): Promise<RecordingSink> {
  try {
    return await openDiskSink(name);
  } catch {
    return openMemorySink();
  }
}

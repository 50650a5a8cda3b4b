import type { FileReply, FileRequest } from './recorder-file-request.ts';

// Runs off the main thread: writes a recording to the origin's own disk as it comes.

/** The parts of the file system that the DOM library of TypeScript leaves out. */
interface SyncHandle {
  write(data: Uint8Array, options: { at: number }): number;
  flush(): void;
  close(): void;
}
type FileHandle = FileSystemFileHandle & {
  createSyncAccessHandle(): Promise<SyncHandle>;
  move(folder: FileSystemDirectoryHandle, name: string): Promise<void>;
};

let file: FileHandle | null = null;
let access: SyncHandle | null = null;

async function folder(name: string): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(name, { create: true });
}

async function perform(request: FileRequest): Promise<void> {
  if (request.kind === 'open') {
    const recordings = await folder('recordings');
    file = (await recordings.getFileHandle(request.name, { create: true })) as FileHandle;
    access = await file.createSyncAccessHandle();
  } else if (request.kind === 'write') {
    const written = access?.write(request.data, { at: request.position }) ?? 0;
    if (written < request.data.byteLength) throw new DOMException('', 'QuotaExceededError');
  } else {
    access?.flush();
    access?.close();
    // What stays among the recordings was cut off by a crash, and can be recovered.
    await file?.move(await folder('finished'), file.name);
  }
}

let turn: Promise<void> = Promise.resolve();

self.addEventListener('message', ({ data }: MessageEvent<FileRequest>) => {
  turn = turn
    .then(() => perform(data))
    .then(
      () => reply({ error: null }),
      (thrown: unknown) => {
        const { name, message } = thrown as Error;
        reply({ error: { name, message } });
      },
    );
});

function reply(message: FileReply): void {
  self.postMessage(message);
}

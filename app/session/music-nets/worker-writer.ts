import type { BarWish } from '../../../models/music/bar-wish.ts';
import type { BarWriter, WrittenVoices } from '../../../models/music/bar-writer.ts';

/** A bar that is asked of the worker. */
export interface WriteRequest {
  readonly id: number;
  readonly wish: BarWish;
}

/** A bar that the worker has written, or why it has not. */
export type WriteReply = { readonly id: number } & (
  | { readonly voices: WrittenVoices }
  | { readonly failure: string }
);

/** The end of a worker that this side talks to. */
export interface WriterPort {
  postMessage(request: WriteRequest): void;
  addEventListener(type: 'message', listener: (event: { data: WriteReply }) => void): void;
}

/** A writer that lets a worker write, in the order in which it is asked. */
export function createWorkerWriter(port: WriterPort): BarWriter {
  const waiting = new Map<number, (reply: WriteReply) => void>();
  let last = 0;
  port.addEventListener('message', ({ data }) => {
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  });
  return {
    write(wish) {
      last += 1;
      port.postMessage({ id: last, wish });
      return new Promise((resolve, reject) => {
        waiting.set(last, (reply) => {
          if ('voices' in reply) resolve(reply.voices);
          else reject(new Error(reply.failure));
        });
      });
    },
  };
}

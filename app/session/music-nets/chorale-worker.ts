import { messageOf } from '../../../engine/core/errors.ts';
import type { BarWriter } from '../../../models/music/bar-writer.ts';
import { fetchChoraleWriter } from './weights.ts';
import type { WriteReply, WriteRequest } from './worker-writer.ts';

// The worker that writes chorales on the processor, one bar after another.
let writer: Promise<BarWriter> | undefined;

self.addEventListener('message', async ({ data }: MessageEvent<WriteRequest>) => {
  const { id, wish } = data;
  try {
    writer ??= fetchChoraleWriter();
    const voices = await (await writer).write(wish);
    self.postMessage({ id, voices } satisfies WriteReply);
  } catch (thrown) {
    self.postMessage({ id, failure: messageOf(thrown) } satisfies WriteReply);
  }
});

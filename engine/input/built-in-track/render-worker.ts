import { renderBuiltInTrack } from './built-in-track.ts';

// Runs off the main thread: takes a sample rate, answers with the channels of the whole loop.
self.addEventListener('message', ({ data }: MessageEvent<number>) => {
  const { channels } = renderBuiltInTrack(data);
  const transfer = channels.map(({ buffer }) => buffer as ArrayBuffer);
  self.postMessage(channels, { transfer });
});

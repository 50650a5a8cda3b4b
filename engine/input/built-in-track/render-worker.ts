import { beginBuiltInTrack, builtInTrack, OPENING_BARS } from './built-in-track.ts';
import { beatSample } from './form.ts';

// Runs off the main thread: takes a sample rate, answers with the channels of the opening, so that
// sound can begin, and then with those of the whole loop.
self.addEventListener('message', ({ data: sampleRate }: MessageEvent<number>) => {
  const rendering = beginBuiltInTrack(sampleRate, builtInTrack.bars);
  const { channels } = rendering.pcm;
  const opening = beatSample(OPENING_BARS * builtInTrack.beatsPerBar, sampleRate);
  rendering.renderTo(OPENING_BARS);
  answer(channels.map((samples) => samples.slice(0, opening)));
  rendering.renderTo(builtInTrack.bars);
  answer(channels);
});

function answer(channels: readonly Float32Array<ArrayBuffer>[]) {
  self.postMessage(channels, { transfer: channels.map(({ buffer }) => buffer) });
}

import { createAudioAnalyser } from './analyser.ts';
import type { BeatActivation } from './feature.ts';
import { audioLayout } from './layout.ts';
import { createFeatureWriter, type FeatureChannel } from './live-channel.ts';
import { readSamples, type SampleChannel } from './live-samples.ts';
import { workerFeatures } from './registry.ts';

/** What the page tells the worker to begin with. */
export interface HearingOrder {
  readonly sampleRate: number;
  readonly samples: SampleChannel;
  readonly features: FeatureChannel;
}

/** The worker's own end of its messages. */
export type HearingPort = Pick<MessagePort, 'postMessage' | 'onmessage'>;

/**
 * Serves as the worker that hears: waits for its order and then analyses for as long as it lives.
 * `makeNet` may fail: the flux of the spectrum stands in, and the page is told by a string.
 */
export function serveHearing(port: HearingPort, makeNet: () => Promise<BeatActivation>): void {
  port.onmessage = async ({ data }: MessageEvent<HearingOrder>) => {
    let beatNet: BeatActivation | null = null;
    try {
      beatNet = await makeNet();
    } catch (thrown) {
      port.postMessage(thrown instanceof Error ? thrown.message : String(thrown));
    }
    hear(data, beatNet, port);
  };
}

function hear(
  { sampleRate, samples, features }: HearingOrder,
  net: BeatActivation | null,
  port: HearingPort,
) {
  const analyser = createAudioAnalyser({ sampleRate, features: workerFeatures, beatNet: net });
  const write = createFeatureWriter(features, port);
  const own = analyser.latest.subarray(audioLayout.audioLength);
  const channels: Float32Array[] = [new Float32Array(0)];
  let hops = 0;
  readSamples(samples, (block) => {
    channels[0] = block;
    analyser.push(channels, block.length);
    if (analyser.hopCount === hops) return;
    hops = analyser.hopCount;
    write(own);
  });
}

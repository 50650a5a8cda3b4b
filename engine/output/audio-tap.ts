import { after } from '../clock/monotonic.ts';
import type { AudioBlock, AudioTapMessage } from './audio-tap-block.ts';
import workletUrl from './audio-tap-worklet.ts?worker&url';

/** Listens in on a node, without a sample lost or doubled while the context runs. */
export interface AudioTap {
  /** Sends what is left and ends; resolves when all of it has arrived. */
  end(): Promise<void>;
}

/** A suspended context never answers: the wait for its last block ends then. */
const LONGEST_WAIT = 0.5;
const loaded = new WeakMap<BaseAudioContext, Promise<void>>();

/**
 * Taps `bus` from now on. Blocks arrive in order.
 * @throws DOMException when the page may not load the worklet
 */
export async function openAudioTap(
  context: BaseAudioContext,
  bus: AudioNode,
  onBlock: (block: AudioBlock) => void,
): Promise<AudioTap> {
  const ready = loaded.get(context) ?? context.audioWorklet.addModule(workletUrl);
  loaded.set(context, ready);
  await ready;
  const node = new AudioWorkletNode(context, 'phosphene-audio-tap', {
    numberOfInputs: 1,
    numberOfOutputs: 1, // silent; a node that leads nowhere is not run everywhere
    outputChannelCount: [1],
    channelCount: 2,
    channelCountMode: 'explicit',
  });
  let ended = () => {};
  node.port.onmessage = ({ data }: MessageEvent<AudioTapMessage>) => {
    if (data.frames > 0) onBlock(data);
    if (data.last) ended();
  };
  bus.connect(node);
  node.connect(context.destination);
  return {
    async end() {
      await new Promise<void>((resolve) => {
        const cancel = after(LONGEST_WAIT, resolve);
        ended = () => {
          cancel();
          resolve();
        };
        node.port.postMessage('end');
      });
      node.port.onmessage = null;
      bus.disconnect(node);
      node.disconnect();
    },
  };
}

import type { BeatActivation } from '../../engine/features/audio/feature.ts';
import { loadBeatNet } from '../../models/beat/beat-net.ts';
import weights from '../../models/beat/weights.safetensors?url';

/**
 * Fetches the weights of the beat net and returns a maker of nets.
 * @throws Error when they can't be loaded, InstrumentError when they are damaged
 */
export async function fetchBeatNet(): Promise<() => BeatActivation> {
  const response = await fetch(weights);
  if (!response.ok) throw new Error(`its weights can't be loaded (${response.status}).`);
  return loadBeatNet(await response.arrayBuffer());
}

import { type HearingPort, serveHearing } from '../../engine/features/audio/hearing-thread.ts';
import { loadBeatNet } from '../../models/beat/beat-net.ts';
import weights from '../../models/beat/weights.safetensors?url';

// The worker of the live analysis: beats by the net, key, chords and whatever else takes its time.
serveHearing(self as unknown as HearingPort, async () => {
  const response = await fetch(weights);
  if (!response.ok) throw new Error(`its weights can't be loaded (${response.status}).`);
  return (await loadBeatNet(await response.arrayBuffer()))();
});

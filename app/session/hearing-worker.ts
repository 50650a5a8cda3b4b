import { type HearingPort, serveHearing } from '../../engine/features/audio/hearing-thread.ts';
import { fetchBeatNet } from './beat-net.ts';

// The worker of the live analysis: beats by the net, key, chords and whatever else takes its time.
serveHearing(self as unknown as HearingPort, async () => (await fetchBeatNet())());

import { performance } from 'node:perf_hooks';
import { quantile } from '../../../engine/core/numeric.ts';
import {
  type AudioAnalyser,
  createAudioAnalyser,
  hopSeconds,
} from '../../../engine/features/audio/analyser.ts';
import { audioSlot } from '../../../engine/features/audio/layout.ts';
import {
  builtInTrack,
  renderBuiltInTrack,
} from '../../../engine/input/built-in-track/built-in-track.ts';
import { readBeatNet } from '../hear/hearing.ts';

/** What the analysis costs and how well it foresees beats. */
export interface HearingFigures {
  /** Processor time of one core over time of the sound. */
  readonly coreShare: number;
  /** From a sample to the features that hold it, in ms: the wait for the hop's end and the work. */
  readonly latencyP95: number;
  /** Distance of the predicted next beat from where it fell, in ms. */
  readonly beatErrorP50: number;
  readonly beatErrorP95: number;
  readonly seconds: number;
}

const RATE = 48000;
const QUANTUM = 128;
/** Tempo, drums and tonality of the built-in track are there from here on. */
const FIRST_BAR = 16;
/** Beats are judged after this time. */
const SETTLED = 10;

/** Plays channels to an analyser and calls back after every hop with the milliseconds it took. */
function play(
  analyser: AudioAnalyser,
  channels: readonly Float32Array[],
  onHop: (time: number, ms: number) => void,
): void {
  const length = channels[0]?.length ?? 0;
  const step = hopSeconds(analyser.format);
  for (let at = 0; at + QUANTUM <= length; at += QUANTUM) {
    const hops = analyser.hopCount;
    const start = performance.now();
    analyser.push(channels, QUANTUM, at);
    if (analyser.hopCount !== hops) onHop(analyser.hopCount * step, performance.now() - start);
  }
}

/** Distances of beats foreseen in the middle of the beat before, from the track's own beats, in ms. */
function createBeatErrors(latest: Float32Array) {
  const { offset } = audioSlot('beat');
  const period = 60 / builtInTrack.tempoBpm;
  const errors: number[] = [];
  let count = -1;
  return {
    errors,
    take(time: number) {
      const isMiddle = (latest[offset] as number) > 0.5 && latest[offset + 2] !== count;
      if (!isMiddle || time < SETTLED) return;
      count = latest[offset + 2] as number;
      const beats = (time + (latest[offset + 1] as number)) / period;
      errors.push(Math.abs(beats - Math.round(beats)) * period * 1000);
    },
  };
}

/** Measures the whole analysis, audio thread and worker together, on the built-in track. */
export async function measureHearing(bars = 48): Promise<HearingFigures> {
  const makeNet = await readBeatNet();
  const { channels } = renderBuiltInTrack(RATE, { bars: FIRST_BAR + bars });
  const from = Math.round(
    (FIRST_BAR * builtInTrack.beatsPerBar * 60 * RATE) / builtInTrack.tempoBpm,
  );
  const heard = channels.map((samples) => samples.subarray(from));
  const seconds = (heard[0]?.length ?? 0) / RATE;
  play(createAudioAnalyser({ sampleRate: RATE, beatNet: makeNet() }), heard, () => {}); // warm
  const analyser = createAudioAnalyser({ sampleRate: RATE, beatNet: makeNet() });
  const beats = createBeatErrors(analyser.latest);
  const work: number[] = [];
  const used = process.cpuUsage();
  play(analyser, heard, (time, ms) => {
    work.push(ms);
    beats.take(time);
  });
  const { user, system } = process.cpuUsage(used);
  const waits = work.flatMap((ms) =>
    [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => share * hopSeconds(analyser.format) * 1000 + ms),
  );
  return {
    coreShare: (user + system) / 1e6 / seconds,
    latencyP95: quantile(waits, 0.95),
    beatErrorP50: quantile(beats.errors, 0.5),
    beatErrorP95: quantile(beats.errors, 0.95),
    seconds,
  };
}

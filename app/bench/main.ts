import { quantile } from '../../engine/core/numeric.ts';
import { probeHardware } from '../perform/probe.ts';
import { countGpuCalls } from './counters.ts';
import { playFrames, playThroughLoss } from './frames.ts';
import type {
  BenchRequest,
  BenchWindow,
  FrameFigures,
  GpuFigures,
  LossFigures,
} from './request.ts';
import { type BenchStage, openStage } from './stage.ts';

const counters = countGpuCalls();
/** Frames on a fresh device until it is lost again. */
const FRAMES_BETWEEN_LOSSES = 3;

let stage: BenchStage | null = null;
let times = new Float64Array(0);

function opened(): BenchStage {
  if (!stage) throw new Error('phospheneOpen() comes first.');
  return stage;
}

async function phospheneOpen(request: BenchRequest) {
  stage = await openStage(request);
  times = new Float64Array(request.frames);
  return stage.setting;
}

async function phospheneWarmUp(frames: number): Promise<void> {
  const now = opened();
  await playFrames(now, frames, { wait: now.throttled });
  await now.instrument.settled();
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

async function phospheneMeasure(): Promise<FrameFigures> {
  const now = opened();
  const before = { ...counters };
  const frames = times.length;
  const submitTimes = new Float64Array(frames);
  let submitMs = counters.submitMs;
  await playFrames(now, frames, {
    wait: now.throttled,
    take(frame, milliseconds) {
      times[frame] = milliseconds;
      submitTimes[frame] = counters.submitMs - submitMs;
      submitMs = counters.submitMs;
    },
  });
  const submits = (counters.submits - before.submits) / frames;
  const readbacks = (counters.readbacks - before.readbacks) / frames;
  times.sort();
  submitTimes.sort();
  return {
    frames,
    jsP50: rounded(quantile(times, 0.5)),
    jsP95: rounded(quantile(times, 0.95)),
    submitP50: rounded(quantile(submitTimes, 0.5)),
    submitP95: rounded(quantile(submitTimes, 0.95)),
    submits,
    readbacks,
  };
}

async function phospheneGpuTime(): Promise<GpuFigures> {
  const now = opened();
  const timer = now.instrument.gpu?.timer;
  timer?.reset();
  await playFrames(now, times.length, { wait: true });
  if (!timer) return { frames: times.length, milliseconds: null };
  const entries = Object.entries(timer.milliseconds());
  const milliseconds = Object.fromEntries(entries.map(([name, ms]) => [name, rounded(ms)]));
  return { frames: times.length, milliseconds };
}

async function phospheneLose(losses: number): Promise<LossFigures> {
  const now = opened();
  const taken = new Float64Array(losses);
  for (let i = 0; i < losses; i++) {
    await playFrames(now, FRAMES_BETWEEN_LOSSES, { wait: true });
    taken[i] = await playThroughLoss(now);
  }
  taken.sort();
  return { losses, p50: rounded(quantile(taken, 0.5)), max: rounded(taken.at(-1) ?? 0) };
}

Object.assign(window, {
  phospheneProbe: probeHardware,
  phospheneOpen,
  phospheneWarmUp,
  phospheneMeasure,
  phospheneGpuTime,
  phospheneLose,
} satisfies BenchWindow);

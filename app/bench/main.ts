import { probeHardware } from '../perform/probe.ts';
import { countGpuCalls } from './counters.ts';
import { percentile, playFrames } from './frames.ts';
import type { BenchRequest, BenchWindow, FrameFigures, GpuFigures } from './request.ts';
import { type BenchStage, openStage } from './stage.ts';

const counters = countGpuCalls();
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
  await playFrames(now, frames, {
    wait: now.throttled,
    take(frame, milliseconds) {
      times[frame] = milliseconds;
    },
  });
  const submits = (counters.submits - before.submits) / frames;
  const readbacks = (counters.readbacks - before.readbacks) / frames;
  times.sort();
  return {
    frames,
    jsP50: rounded(percentile(times, 0.5)),
    jsP95: rounded(percentile(times, 0.95)),
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

Object.assign(window, {
  phospheneProbe: probeHardware,
  phospheneOpen,
  phospheneWarmUp,
  phospheneMeasure,
  phospheneGpuTime,
} satisfies BenchWindow);

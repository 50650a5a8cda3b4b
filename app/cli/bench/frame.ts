import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'puppeteer';
import type {
  BenchRequest,
  BenchSetting,
  FrameFigures,
  GpuFigures,
  LossFigures,
} from '../../bench/request.ts';
import { currentCommit } from '../headless/commit.ts';
import { openHeadlessPage } from '../headless/open-page.ts';
import { SetupError, say } from '../setup/say.mjs';

const usage = `npm run bench -- frame [--frames N] [--size WxH] [--scenes a,b] [options]

  --frames N      frames that are measured (600)
  --size WxH      size of the programme (1920x1080; in software a small one)
  --scenes a,b    scenes of the decks (fluid,swarm)
  --software      draws on the processor even where there is a GPU
  --profile FILE  writes a CPU profile of the measured frames, for the browser's own viewer
  --out FILE      writes the result there too
  --json          prints one line of JSON`;

/** The browser goes on compiling a page's code for this long; what it makes is no leak. */
const WARM_UP_FRAMES = 600;
/** GPU times vary little: these are enough, and all that software does in bearable time. */
const TIMED_FRAMES = { hardware: 300, software: 20 } as const;
/** Losses of the device in a row. */
const LOSSES = 20;
const SAMPLING_INTERVAL_MICROSECONDS = 100;

interface FrameArguments {
  readonly request: Omit<BenchRequest, 'timing'>;
  readonly software: boolean;
  readonly json: boolean;
  readonly out: string | undefined;
  readonly profile: string | undefined;
}

function parseWords(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    frames: text,
    size: text,
    scenes: text,
    out: text,
    profile: text,
    software: flag,
    json: flag,
  };
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw new SetupError(`${message}.`, `use the options below.\n\n${usage}`);
  }
}

function parseArguments(args: readonly string[]): FrameArguments {
  const words = parseWords(args);
  const frames = Number(words.frames ?? 600);
  if (!(Number.isInteger(frames) && frames >= 10 && frames <= 100_000)) {
    throw new SetupError(
      `--frames must be a whole number from 10 to 100000, got ${words.frames}.`,
      'use e.g. --frames 600',
    );
  }
  const size = /^(\d{2,4})x(\d{2,4})$/.exec(words.size ?? '');
  if (words.size !== undefined && !size) {
    throw new SetupError(`--size must be WxH, got ${words.size}.`, 'use e.g. --size 1920x1080');
  }
  const [a, b, ...more] = (words.scenes ?? 'fluid,swarm').split(',');
  if (!a || !b || more.length > 0) {
    throw new SetupError(
      `--scenes must name two, got ${words.scenes}.`,
      'use --scenes fluid,swarm',
    );
  }
  const path = (word: string | undefined) =>
    word === undefined ? undefined : resolve(process.env.INIT_CWD ?? process.cwd(), word);
  return {
    request: {
      frames,
      scenes: [a, b],
      ...(size && { size: { width: Number(size[1]), height: Number(size[2]) } }),
    },
    software: words.software ?? false,
    json: words.json ?? false,
    out: path(words.out),
    profile: path(words.profile),
  };
}

/** Bytes of the JavaScript heap that are in use after a collection. */
async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

async function profiled<Result>(
  session: CDPSession,
  file: string | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  if (file === undefined) return work();
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL_MICROSECONDS });
  await session.send('Profiler.start');
  const result = await work();
  writeFileSync(file, JSON.stringify((await session.send('Profiler.stop')).profile));
  return result;
}

/** Opens the bench page, runs `work` in it, and closes it. */
async function inPage<Result>(
  options: FrameArguments,
  request: BenchRequest,
  work: (page: Page, setting: BenchSetting) => Promise<Result>,
): Promise<Result> {
  const { software } = options;
  // Without the flag a page gets GPU times rounded to a tenth of a millisecond.
  const extraArgs = ['--enable-webgpu-developer-features'];
  const opened = await openHeadlessPage({ path: 'app/bench.html', software, extraArgs });
  try {
    const started = async () => {
      const setting = (await call(opened.page, 'Open', request)) as BenchSetting;
      return work(opened.page, setting);
    };
    return await Promise.race([started(), opened.failed]);
  } finally {
    await opened.close();
  }
}

function call(page: Page, name: string, argument: unknown = null): Promise<unknown> {
  return page.evaluate(`phosphene${name}(${JSON.stringify(argument)})`);
}

function measureScript(options: FrameArguments) {
  return inPage(options, { ...options.request, timing: false }, async (page, setting) => {
    const session = await page.createCDPSession();
    await session.send('HeapProfiler.enable');
    await call(page, 'WarmUp', WARM_UP_FRAMES);
    const before = await heapBytes(session);
    const figures = await profiled(
      session,
      options.profile,
      async () => (await call(page, 'Measure')) as FrameFigures,
    );
    const growth = (await heapBytes(session)) - before;
    const heapGrowthKB = Math.round((growth / 1024) * 10) / 10;
    say('losing the device …');
    const loss = (await call(page, 'Lose', LOSSES)) as LossFigures;
    return { setting, figures, heapGrowthKB, loss };
  });
}

function measureGpu(options: FrameArguments, isSoftware: boolean) {
  const frames = isSoftware ? TIMED_FRAMES.software : TIMED_FRAMES.hardware;
  const request = { ...options.request, frames, timing: true };
  return inPage(options, request, async (page, setting) => {
    await call(page, 'WarmUp', frames);
    return { setting, figures: (await call(page, 'GpuTime')) as GpuFigures };
  });
}

/** One line of results for people. */
function spoken(result: Awaited<ReturnType<typeof measureFrame>>): string {
  const {
    jsP50,
    jsP95,
    submitP50,
    submitP95,
    submits,
    readbacks,
    heapGrowthKB,
    lossMs,
    frames,
    gpuMs,
    gpuSize,
  } = result;
  const sections = Object.entries(gpuMs ?? {}).map(([name, ms]) => `    ${name}: ${ms} ms`);
  return [
    `${result.case}, ${result.size}, ${frames} frames`,
    `  JavaScript a frame: p50 ${jsP50} ms, p95 ${jsP95} ms`,
    `    of it in the submit: p50 ${submitP50} ms, p95 ${submitP95} ms`,
    `  a frame: ${submits} submits, ${readbacks} readbacks; heap growth ${heapGrowthKB} KB in all`,
    `  back after a lost device: p50 ${lossMs.p50} ms, at most ${lossMs.max} ms, ${lossMs.losses} times`,
    gpuMs ? `  GPU a frame at ${gpuSize}:` : '  GPU times: this device has no timestamps',
    ...sections,
  ].join('\n');
}

async function measureFrame(options: FrameArguments) {
  say('measuring JavaScript, submits, readbacks and memory …');
  const script = await measureScript(options);
  say('measuring the GPU …');
  const gpu = await measureGpu(options, script.setting.adapter.software);
  const { frames, ...figures } = script.figures;
  return {
    bench: 'frame',
    case: script.setting.case,
    ...figures,
    heapGrowthKB: script.heapGrowthKB,
    lossMs: script.loss,
    gpuMs: gpu.figures.milliseconds,
    size: script.setting.size,
    detail: script.setting.detail,
    frames,
    gpuSize: gpu.setting.size,
    gpuFrames: gpu.figures.frames,
    adapter: script.setting.adapter,
    commit: currentCommit(),
  };
}

/** `bench frame`: what a frame of two decks and four effects costs. */
export default async function benchFrame(args: readonly string[]): Promise<void> {
  const options = parseArguments(args);
  const result = await measureFrame(options);
  const line = JSON.stringify(result);
  if (options.out) writeFileSync(options.out, `${line}\n`);
  console.log(options.json ? line : spoken(result));
}

/** What the tests of the recorder drive: a WebGPU canvas that changes colour, and a tone. */

import { createRealtimeClock } from '../../../../engine/clock/frame-clock.ts';
import { createFrameDriver } from '../../../../engine/clock/frame-driver.ts';
import type { FrameTime } from '../../../../engine/core/frame-time.ts';
import { createGpuHost } from '../../../../engine/gpu/gpu-host.ts';
import { createRecorder, type Recorder } from '../../../../engine/output/recorder.ts';

/** What is recorded and what goes wrong meanwhile. */
export interface RecorderRun {
  readonly seconds: number;
  /** Frames that are taken at once in the middle of it. */
  readonly burst?: number;
  /** Stops the audio context for a second in the middle. */
  readonly silence?: boolean;
  /** Frame from which on the encoder fails. */
  readonly failAt?: number;
}

/** What came of it. */
export interface RecorderOutcome {
  readonly base64: string;
  readonly name: string;
  readonly facts: { seconds: number; frames: number; dropped: number; audioGaps: number } | null;
  readonly notices: readonly string[];
  readonly phases: readonly string[];
}

const WIDTH = 320;
const HEIGHT = 180;

const wait = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** A canvas that is cleared to another colour every frame. */
async function openCanvas() {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  document.body.append(canvas);
  const host = createGpuHost({
    gpu: navigator.gpu,
    wait: (seconds) => wait(seconds * 1000),
    build: async () => {},
    drop: () => {},
    onStatus: () => {},
    onError: () => {},
  });
  await host.start();
  const device = host.context?.device;
  const context = canvas.getContext('webgpu') as GPUCanvasContext | null;
  if (!device || !context) throw new Error('there is no device');
  context.configure({ device, format: navigator.gpu.getPreferredCanvasFormat() });
  const draw = ({ seconds }: FrameTime) => {
    const encoder = device.createCommandEncoder();
    const clearValue = [
      0.5 + 0.5 * Math.sin(seconds * 5),
      0.5,
      0.5 + 0.5 * Math.cos(seconds * 3),
      1,
    ];
    const view = context.getCurrentTexture().createView();
    const attachment = { view, clearValue, loadOp: 'clear', storeOp: 'store' } as const;
    encoder.beginRenderPass({ colorAttachments: [attachment] }).end();
    device.queue.submit([encoder.finish()]);
  };
  return { canvas, draw };
}

function failFrom(frame: number): void {
  const { encode } = VideoEncoder.prototype;
  let frames = 0;
  VideoEncoder.prototype.encode = function (this: VideoEncoder, ...args) {
    frames += 1;
    if (frames > frame) throw new DOMException('the encoder broke', 'OperationError');
    encode.apply(this, args);
  };
}

async function toBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Draws and records by the display until it is stopped. */
async function play(audioContext: AudioContext, burst: number, onFrame: (time: FrameTime) => void) {
  const { canvas, draw } = await openCanvas();
  const running = () => (audioContext.state === 'running' ? audioContext.currentTime : null);
  const clock = createRealtimeClock({ audioSeconds: running });
  const driver = createFrameDriver(window);
  let left = 0;
  driver.start(() => {
    const time = clock.next(120);
    draw(time);
    onFrame(time);
    if (left > 0) {
      for (let i = 1; i <= left; i++) onFrame({ ...time, seconds: time.seconds + i * 1e-4 });
      left = 0;
    }
  });
  return {
    canvas,
    burst() {
      left = burst;
    },
    stop: () => driver.stop(),
  };
}

async function record(run: RecorderRun): Promise<RecorderOutcome> {
  const audioContext = new AudioContext();
  const tone = new OscillatorNode(audioContext, { frequency: 440 });
  const bus = new GainNode(audioContext, { gain: 0.5 });
  tone.connect(bus);
  tone.start();
  const notices: string[] = [];
  const phases: string[] = [];
  const offered: { file: Blob; name: string }[] = [];
  let recorder: Recorder | null = null;
  const stage = await play(audioContext, run.burst ?? 0, (time) => recorder?.frame(time));
  recorder = createRecorder({
    canvas: stage.canvas,
    audioContext,
    bus,
    report: (notice) => notices.push(notice),
    offer: (file, name) => offered.push({ file, name }),
  });
  recorder.onChange(({ phase }) => {
    if (phases.at(-1) !== phase) phases.push(phase);
  });
  await recorder.start({ width: WIDTH, height: HEIGHT, framesPerSecond: 30 });
  if (run.failAt !== undefined) failFrom(run.failAt);
  await wait(run.seconds * 500);
  stage.burst();
  if (run.silence) {
    await audioContext.suspend();
    await wait(1000);
    await audioContext.resume();
  }
  await wait(run.seconds * 500);
  const recording = await recorder.stop();
  for (let i = 0; i < 50 && offered.length === 0; i++) await wait(100);
  stage.stop();
  const [first] = offered;
  const { file, name } = first ?? { file: new Blob(), name: '' };
  const facts = recording && {
    seconds: recording.seconds,
    frames: recording.frames,
    dropped: recording.dropped,
    audioGaps: recording.audioGaps,
  };
  return { base64: await toBase64(file), name, facts, notices, phases };
}

Object.assign(window, { record });

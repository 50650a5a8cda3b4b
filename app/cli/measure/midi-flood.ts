import type { Page } from 'puppeteer';
import { quantile } from '../../../engine/core/numeric.ts';
import type { LiveSession } from '../../session/live-session.ts';

type BenchWindow = Window & {
  readonly phosphene: LiveSession;
  readonly fakeMidi: { play(id: string, bytes: readonly number[]): void };
};

/** Messages a second of a hand on a fader. */
const HAND = 60;
/** A frame that takes longer than this many of the usual interval is late. */
const LATE = 1.2;

/** Times of frames, in milliseconds. */
interface FrameTimes {
  /** From frame to frame. */
  readonly intervals: number[];
  /** What the page's script takes for a frame. */
  readonly scripts: number[];
  /** Messages that were played meanwhile, and the time that it took to take them in. */
  readonly messages: number;
  readonly playing: number;
  /** Whether the last value arrived. */
  readonly kept: boolean;
}

/** Figures of frames in quiet or in a flood. */
export interface FloodFigures {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly framesLate: number;
  readonly frames: number;
  readonly jsP50: number;
  readonly jsP99: number;
}

/** A flood beside the quiet before and after it and one hand that moves a fader, in one run. */
export interface FloodResult extends FloodFigures {
  readonly quiet: FloodFigures;
  /** With {@link HAND} messages a second: the page draws the moving control, as it does in the flood. */
  readonly hand: FloodFigures;
  readonly messagesPerSecond: number;
  /** What the page's script takes for a message, from the event to the bus. */
  readonly messageMs: number;
  readonly lastValueKept: boolean;
}

/**
 * Times frames while messages come at a rate: a bundle from another thread every few milliseconds, as
 * a driver's do, each message of it an event.
 */
function timeFrames(
  page: Page,
  key: string,
  perSecond: number,
  seconds: number,
): Promise<FrameTimes> {
  return page.evaluate(
    async (device, rate, length) => {
      const { phosphene, fakeMidi: midi } = window as unknown as BenchWindow;
      const { instrument } = phosphene;
      const intervals: number[] = [];
      const scripts: number[] = [];
      let began = 0;
      let last = 0;
      const endStarts = instrument.onFrameStart(() => {
        began = performance.now();
      });
      const endFrames = phosphene.afterFrame(() => {
        const now = performance.now();
        scripts.push(now - began);
        if (last > 0) intervals.push(began - last);
        last = began;
      });
      const source = `
        const begun = performance.now();
        let sent = 0;
        const send = () => {
          const due = Math.floor(((performance.now() - begun) / 1000) * ${rate});
          if (due > sent) postMessage(due - sent);
          sent = due;
          setTimeout(send, 4);
        };
        if (${rate} > 0) send();`;
      const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
      const worker = new Worker(url);
      let messages = 0;
      let playing = 0;
      worker.onmessage = ({ data }: MessageEvent<number>) => {
        const started = performance.now();
        for (let i = 0; i < data; i++, messages++) midi.play(device, [0xb0, 56, messages % 100]);
        playing += performance.now() - started;
      };
      await new Promise((resolve) => setTimeout(resolve, length * 1000));
      worker.terminate();
      endStarts();
      endFrames();
      URL.revokeObjectURL(url);
      // What was handed over already is still played; then comes the last.
      await new Promise((resolve) => setTimeout(resolve, 200));
      if (rate > 0) midi.play(device, [0xb0, 56, messages % 100]);
      let frames = 0;
      await new Promise<void>((resolve) => {
        const end = phosphene.afterFrame(() => {
          frames += 1;
          if (frames < 3) return;
          end();
          resolve();
        });
      });
      const { store } = instrument;
      const value = store.target(store.indexOf('mixer.crossfade'));
      const kept = Math.abs(value - (messages % 100) / 127) < 1e-6;
      return { intervals: intervals.slice(1), scripts: scripts.slice(1), messages, playing, kept };
    },
    key,
    perSecond,
    seconds,
  );
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

function figuresOf(times: readonly FrameTimes[], usual: number): FloodFigures {
  const intervals = times.flatMap((each) => each.intervals);
  const scripts = times.flatMap((each) => each.scripts);
  return {
    p50: rounded(quantile(intervals, 0.5)),
    p95: rounded(quantile(intervals, 0.95)),
    p99: rounded(quantile(intervals, 0.99)),
    framesLate: intervals.filter((time) => time > LATE * usual).length,
    frames: intervals.length,
    jsP50: rounded(quantile(scripts, 0.5)),
    jsP99: rounded(quantile(scripts, 0.99)),
  };
}

/**
 * Frames in a flood of messages of a fader, and in the quiet before and after it.
 * @param options.key the fake device that sends them
 * @param options.seconds length of the flood, and of the quiet together
 */
export async function measureFlood(
  page: Page,
  { key, perSecond, seconds }: { key: string; perSecond: number; seconds: number },
): Promise<FloodResult> {
  const before = await timeFrames(page, key, 0, seconds / 2);
  const hand = await timeFrames(page, key, HAND, seconds / 2);
  const flood = await timeFrames(page, key, perSecond, seconds);
  const after = await timeFrames(page, key, 0, seconds / 2);
  const usual = quantile([...before.intervals, ...after.intervals], 0.5);
  return {
    ...figuresOf([flood], usual),
    quiet: figuresOf([before, after], usual),
    hand: figuresOf([hand], usual),
    messagesPerSecond: Math.round(flood.messages / seconds),
    messageMs: rounded(flood.playing / Math.max(1, flood.messages)),
    lastValueKept: flood.kept,
  };
}

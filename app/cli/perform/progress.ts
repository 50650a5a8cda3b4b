import { performance } from 'node:perf_hooks';
import type { PerformPlan } from '../../perform/request.ts';
import { say } from '../setup/say.mjs';

/** Tells on the terminal how far a performance is. */
export interface Progress {
  /** Frames that are done. */
  frame(done: number): void;
  /** Ends the line. */
  end(): void;
}

/** The first frames build pipelines and are no measure. */
const MEASURED_FROM = 3;
const MEASURED_TO = 8;

/** A span as people say it: `40 s`, `7 min`, `1 h 20 min`. */
export function spokenSpan(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const adapterWords = ({ adapter }: PerformPlan) =>
  [adapter.vendor, adapter.architecture, adapter.description].filter(Boolean).join(' ');

function sayPlan(plan: PerformPlan): void {
  const { frames, size, fps, detail, adapter } = plan;
  const where = `${adapterWords(plan)}${adapter.software ? ', a GPU in software' : ''}`;
  say(`${frames} frames of ${size} at ${fps} a second, detail ${detail}, on ${where}.`);
  if (adapter.software) say('a processor plays the GPU here, which is slow; measuring how slow …');
}

function createLine(frames: number) {
  const live = process.stderr.isTTY === true;
  let told = 0;
  return {
    show(done: number, left: string) {
      const percent = Math.floor((100 * done) / frames);
      if (live) process.stderr.write(`\r\x1b[Kframe ${done} of ${frames}, ${percent} %${left}`);
      else if (percent >= told + 10) {
        told = percent - (percent % 10);
        say(`${told} %${left}`);
      }
    },
    end() {
      if (live) process.stderr.write('\r\x1b[K');
    },
  };
}

/** Says what is planned, and goes on from there. */
export function startProgress(plan: PerformPlan): Progress {
  sayPlan(plan);
  const line = createLine(plan.frames);
  const start = performance.now();
  const measured: number[] = [];
  const last = Math.min(MEASURED_TO, plan.frames - 1);
  return {
    frame(done) {
      const elapsed = (performance.now() - start) / 1000;
      const from = measured[MEASURED_FROM] ?? 0;
      measured[done] = elapsed;
      const each = (elapsed - from) / Math.max(1, done - (from > 0 ? MEASURED_FROM : 0));
      if (plan.adapter.software && done === last) {
        const whole = spokenSpan(each * plan.frames);
        say(`about ${each.toFixed(2)} s a frame, ${whole} in all.`);
      }
      const left = spokenSpan(each * (plan.frames - done));
      line.show(done, done > MEASURED_FROM && done < plan.frames ? `, ${left} left` : '');
    },
    end: () => line.end(),
  };
}

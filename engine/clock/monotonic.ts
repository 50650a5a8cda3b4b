import type { Seconds } from '../core/units.ts';

/** Monotonic time of this machine, for frame steps and measurements. */
export function monotonicSeconds(): Seconds {
  return performance.now() / 1000;
}

/** Calls back once after a delay; the returned function cancels it. */
export function after(delay: Seconds, callback: () => void): () => void {
  const handle = setTimeout(callback, delay * 1000);
  return () => clearTimeout(handle);
}

/** The date and time of day for file names, as `2026-01-31-21-05-09` (local time). */
export function fileTimestamp(): string {
  const date = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())];
  const time = [two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())];
  return [...day, ...time].join('-');
}

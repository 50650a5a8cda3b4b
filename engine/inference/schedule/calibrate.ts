import { monotonicSeconds } from '../../clock/monotonic.ts';
import type { Seconds } from '../../core/units.ts';
import { FrameEncoder } from '../../gpu/frame-encoder.ts';
import type { GpuContext } from '../../gpu/gpu-context.ts';
import { workDone } from '../../gpu/gpu-stopwatch.ts';
import type { Program } from '../program.ts';
import { guessMilliseconds, type Speed } from './cost-model.ts';
import type { Span } from './units.ts';

/** A modest GPU, and a processor that plays one: operations a millisecond. */
export const CAUTIOUS_SPEED = { hardware: 5e7, software: 1e6 } as const;
/** Units that are measured: the dearest, which decide. */
const MEASURED = 5;
/** Rounds, of which the fastest counts: frames that are drawn meanwhile get in the way. */
const ROUNDS = 3;
/** Shortest time that is told from none. */
const SHORTEST: Seconds = 50e-6;

/**
 * Measures how fast a device runs a program, off the frame path: its dearest units, each submitted
 * alone, so that no frame that is drawn meanwhile waits for more than one of them. What the program's
 * memory holds is lost.
 */
export async function measureSpeed(
  context: GpuContext,
  program: Program,
  units: readonly Span[],
): Promise<Speed> {
  const { device, adapter } = context;
  const cautious = CAUTIOUS_SPEED[adapter.software ? 'software' : 'hardware'];
  const guess = ({ from, to }: Span) => guessMilliseconds(program.work.slice(from, to), cautious);
  const dearest = units.toSorted((a, b) => guess(b) - guess(a)).slice(0, MEASURED);
  const frame = new FrameEncoder(device);
  const time = async (from: number, to: number): Promise<Seconds> => {
    let fastest = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      await workDone(device);
      const start = monotonicSeconds();
      frame.begin();
      program.encode(frame, from, to);
      frame.finish();
      await workDone(device);
      fastest = Math.min(fastest, monotonicSeconds() - start);
    }
    return fastest;
  };
  const idle = await time(0, 0);
  let [taken, guessed] = [0, 0];
  for (const { from, to } of dearest) {
    taken += Math.max(SHORTEST, (await time(from, to)) - idle) * 1000;
    guessed += guess({ from, to });
  }
  return (cautious * guessed) / taken;
}

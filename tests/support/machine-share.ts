/**
 * How much of the machine a browser under test had to itself. A limit in seconds that is meant for
 * a machine at rest is widened by it: a software GPU takes longer in proportion when other
 * programs compute at the same time.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Processor time in seconds, of everything and of the browser. */
interface Spent {
  readonly wall: number;
  readonly all: number;
  readonly own: number;
}

/** Kernel ticks a second, in which `/proc` counts. */
const TICKS = 100;

/** Processor seconds of a process and all below it; 0 where there is no `/proc`. */
function spentBelow(root: number): number {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return 0;
  }
  const parents = new Map<number, number>();
  const seconds = new Map<number, number>();
  for (const name of names) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(name), Number(fields[1]));
      seconds.set(Number(name), (Number(fields[11]) + Number(fields[12])) / TICKS);
    } catch {} // It has ended meanwhile.
  }
  const isBelow = (id: number | undefined): boolean =>
    id !== undefined && id > 0 && (id === root || isBelow(parents.get(id)));
  let sum = 0;
  for (const [id, spent] of seconds) if (isBelow(id)) sum += spent;
  return sum;
}

function measure(root: number): Spent {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.idle + times.user + times.nice + times.sys + times.irq;
  }
  return { wall: all / 1000, all: (all - idle) / 1000, own: spentBelow(root) };
}

/**
 * Measures until the returned function is called, which gives the factor by which a limit is to
 * be widened: 1 on a machine at rest, 4 when half of it was taken by others. It is the square of
 * the share, since a program with half a machine has half the speed, and waits in line besides at
 * each of the many turns between the browser's processes.
 * @param root process of the browser
 */
export function watchMachine(root: number): () => number {
  const before = measure(root);
  return () => {
    const after = measure(root);
    const own = after.own - before.own;
    const others = Math.max(0, after.all - before.all - own);
    const there = after.wall - before.wall;
    return own > 0 && there > others ? (there / (there - others)) ** 2 : 1;
  };
}

import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Binding } from '../../../engine/control/mapping/binding.ts';
import type { ControlEvent } from '../../../engine/control/mapping/control-event.ts';
import { createLearner, type LearnTarget } from '../../../engine/control/mapping/learner.ts';
import type { Encoding } from '../../../engine/control/mapping/relative.ts';
import type { MappingDesk } from './mapping-desk.ts';

/** What is being learnt, as the page shows it. */
export interface LearnDesk {
  /** Whether what is pointed at is learnt. */
  readonly learning: Signal<boolean>;
  /** Number of the modulation route that waits for something to be pointed at, or null. */
  readonly routing: Signal<number | null>;
  /** What waits for a control, in order. */
  readonly waiting: ReadonlySignal<readonly LearnTarget[]>;
  /** The binding that was made last. */
  readonly latest: ReadonlySignal<Binding | null>;
  /** Adds a target to what waits; while a route waits for its target, it is that. */
  point(target: LearnTarget): void;
  /** Takes a move. @returns whether it is not to be played */
  take(event: ControlEvent): boolean;
  /** Forgets what waits once learning has ended; call it every frame. */
  tidy(): void;
}

/** What a learn desk is made with. */
export interface LearnDeskOptions {
  readonly desk: MappingDesk;
  readonly encodingOf: (event: ControlEvent) => Encoding | null;
  readonly pageOf: (device: string) => number;
  readonly label: (target: string) => string;
  readonly say: (text: string) => void;
  readonly routeTo: (route: number, target: string) => void;
}

/** A desk on which nothing is learnt yet. */
export function createLearnDesk(options: LearnDeskOptions): LearnDesk {
  const { desk, encodingOf, pageOf, label, say, routeTo } = options;
  const learning = signal(false);
  const routing = signal<number | null>(null);
  const waiting = signal<readonly LearnTarget[]>([]);
  const latest = signal<Binding | null>(null);
  const learner = createLearner({
    bindings: () => desk.mapping.value.bindings,
    change: (bindings) => desk.change(bindings),
    amend: (bindings) => desk.change(bindings, 'amend'),
    encodingOf,
    pageOf: (device) => pageOf(device) || null,
  });
  return {
    learning,
    routing,
    waiting,
    latest,
    point(target) {
      const route = routing.value;
      if (route === null) {
        learner.point(target);
        waiting.value = learner.waiting;
        return;
      }
      routing.value = null;
      routeTo(route, target.target);
    },
    take(event) {
      if (!learning.value) return false;
      const isTaken = learner.take(event);
      waiting.value = learner.waiting;
      latest.value = learner.latest?.binding ?? null;
      const before = isTaken ? learner.latest?.replaced[0] : undefined;
      if (before) say(`That control was on ${label(before.target)}; undo brings it back.`);
      return waiting.value.length > 0 || isTaken;
    },
    tidy() {
      if (learning.peek() || learner.waiting.length === 0) return;
      learner.clear();
      waiting.value = [];
    },
  };
}

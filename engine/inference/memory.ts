import type { Plan, Resident } from './plan.ts';

/** Where each resident lies: a slot's number. Residents whose lives do not meet share one. */
export interface MemoryPlan {
  /** Elements of each slot. */
  readonly slots: readonly number[];
  readonly slotOf: ReadonlyMap<Resident, number>;
}

interface Life {
  readonly storage: Resident;
  first: number;
  last: number;
  elements: number;
}

/** First and last step that touch each piece of storage. */
function lives(plan: Plan): Life[] {
  const found = new Map<Resident, Life>();
  const touch = (resident: Resident | null, step: number) => {
    if (!resident) return;
    const { storage } = resident;
    const life = found.get(storage) ?? { storage, first: step, last: step, elements: 0 };
    life.first = Math.min(life.first, step);
    life.last = Math.max(life.last, step);
    life.elements = Math.max(life.elements, resident.elements);
    found.set(storage, life);
  };
  plan.steps.forEach((step, i) => {
    for (const input of step.inputs) touch(input, i);
    for (const output of step.outputs) touch(output, i);
  });
  const end = plan.steps.length;
  // Inputs are written and outputs read outside the run; constants and states live always.
  const lasting = [...plan.inputs, ...plan.states, ...plan.constants, ...plan.outputs];
  for (const resident of lasting) {
    touch(resident, -1);
    touch(resident, end);
  }
  return [...found.values()].sort((a, b) => a.first - b.first);
}

/**
 * Shares memory between residents: each takes the free slot that fits best. A kernel's inputs and
 * outputs are alive in the same step, so they never share one.
 */
export function planMemory(plan: Plan): MemoryPlan {
  const slots: number[] = [];
  const free: number[] = [];
  const busy: { slot: number; until: number; type: string }[] = [];
  const types: string[] = [];
  const slotOf = new Map<Resident, number>();

  for (const life of lives(plan)) {
    for (let i = busy.length - 1; i >= 0; i--) {
      const held = busy[i];
      if (held && held.until < life.first) {
        free.push(held.slot);
        busy.splice(i, 1);
      }
    }
    const type = life.storage.value.dtype;
    const fits = free
      .filter((slot) => types[slot] === type)
      .sort((a, b) => waste(slots[a] ?? 0, life.elements) - waste(slots[b] ?? 0, life.elements));
    const [best] = fits;
    const slot = best ?? slots.length;
    if (best === undefined) {
      slots.push(life.elements);
      types.push(type);
    } else {
      free.splice(free.indexOf(best), 1);
      slots[slot] = Math.max(slots[slot] ?? 0, life.elements);
    }
    busy.push({ slot, until: life.last, type });
    slotOf.set(life.storage, slot);
  }
  for (const resident of plan.residents) {
    const slot = slotOf.get(resident.storage);
    if (slot !== undefined) slotOf.set(resident, slot);
  }
  return { slots, slotOf };
}

/** How badly a slot fits: elements that would lie idle, or that it would have to grow by. */
function waste(slot: number, elements: number): number {
  return Math.abs(slot - elements);
}

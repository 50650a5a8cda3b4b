import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../engine/core/random.ts';
import { FormPlanner, type PhrasePlan } from '../../../../../engine/music/form/form.ts';
import { MotifMemory, tellMotif, writeMotif } from '../../../../../engine/music/form/motif.ts';
import { PART_NAMES } from '../../../../../engine/music/note.ts';

function plan(seed: number, count: number, tension = 0.5, energy = 0.6): PhrasePlan[] {
  const planner = new FormPlanner(createRandom(seed));
  return Array.from({ length: count }, () => planner.next({ tension, energy }));
}

const share = (plans: readonly PhrasePlan[], section: string) =>
  plans.filter((phrase) => phrase.section === section).length / plans.length;

describe('the form', () => {
  it('begins with an intro, reaches a drop out of a build, and each section leads into another', () => {
    for (let seed = 0; seed < 20; seed++) {
      const plans = plan(seed, 40);
      expect(plans[0]?.section).toBe('intro');
      plans.slice(1).forEach((phrase, i) => {
        const before = plans[i] as PhrasePlan;
        expect(phrase.inSection === 0).toBe(before.leads);
        if (phrase.section === 'drop' && phrase.inSection === 0)
          expect(before.section).toBe('build');
      });
      expect(share(plans, 'drop')).toBeGreaterThan(0);
    }
  });

  it('moves one layer a phrase within a section', () => {
    for (let seed = 0; seed < 20; seed++) {
      const plans = plan(seed, 40);
      plans.slice(1).forEach((phrase, i) => {
        if (phrase.inSection === 0) return;
        const before = (plans[i] as PhrasePlan).layers;
        const moved = PART_NAMES.filter((name) => phrase.layers.has(name) !== before.has(name));
        expect(moved).toHaveLength(1);
      });
    }
  });

  it('gains a layer with each phrase of a build that goes on', () => {
    const plans = plan(3, 100);
    const later = plans.filter(({ section, inSection }) => section === 'build' && inSection > 0);
    expect(later.length).toBeGreaterThan(2);
    for (const { index, layers } of later) {
      expect(layers.size).toBe((plans[index - 1]?.layers.size ?? 0) + 1);
    }
  });

  it('follows tension and energy', () => {
    expect(share(plan(5, 200, 1), 'drop')).toBeGreaterThan(share(plan(5, 200, 0), 'drop'));
    expect(share(plan(5, 200, 0), 'break')).toBeGreaterThan(share(plan(5, 200, 1), 'break'));
    const layers = (energy: number) =>
      plan(5, 100, 0.5, energy).reduce((sum, phrase) => sum + phrase.layers.size, 0);
    expect(layers(1)).toBeGreaterThan(layers(0));
  });

  it('rises through a build and is never silent', () => {
    for (const { section, tension, layers } of plan(7, 100)) {
      if (section === 'build') expect(tension[1]).toBeGreaterThan(tension[0]);
      expect(layers.size).toBeGreaterThan(0);
    }
  });
});

describe('motifs', () => {
  it('have a rhythm that comes twice and stay near their anchor', () => {
    for (let seed = 0; seed < 50; seed++) {
      const motif = writeMotif(0.5, createRandom(seed));
      expect(motif.length).toBeGreaterThan(0);
      for (const { step, length, degree } of motif) {
        expect(step + length).toBeLessThanOrEqual(32);
        expect(Math.abs(degree)).toBeLessThanOrEqual(9);
      }
    }
  });

  it('come back, until they are forgotten', () => {
    const memory = new MotifMemory();
    const random = createRandom(1);
    const first = memory.recall('drop', 0.5, random);
    memory.recall('break', 0.5, random);
    expect(memory.recall('drop', 0.9, random)).toBe(first);
    memory.forget();
    expect(memory.recall('drop', 0.5, random)).not.toEqual(first);
  });

  it('are told in sequence, inverted, and home', () => {
    const motif = writeMotif(0.5, createRandom(4));
    const random = createRandom(1);
    const anchor = motif[0]?.degree ?? 0;
    const shifts = tellMotif(motif, 'sequence', random).map(
      ({ degree }, i) => degree - (motif[i]?.degree ?? 0),
    );
    expect(new Set(shifts.map(Math.abs))).toEqual(new Set([1]));
    tellMotif(motif, 'inverted', random).forEach(({ degree }, i) => {
      expect(degree - anchor).toBe(anchor - (motif[i]?.degree ?? 0));
    });
    expect(tellMotif(motif, 'cadence', random).at(-1)).toMatchObject({ degree: 0, length: 8 });
  });
});

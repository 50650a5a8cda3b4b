import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createControlBus } from '../../../../../engine/control/control-bus.ts';
import {
  type Binding,
  conflicts,
  PLAIN_BINDING,
} from '../../../../../engine/control/mapping/binding.ts';
import { createMapper } from '../../../../../engine/control/mapping/mapper.ts';
import { guessEncoding, relativeSteps } from '../../../../../engine/control/mapping/relative.ts';
import {
  createTakeover,
  MOST_SCALE,
  TAKEOVER_THRESHOLD,
} from '../../../../../engine/control/mapping/takeover.ts';
import {
  choice,
  number,
  toggle,
  toTravel,
  trigger,
} from '../../../../../engine/params/declaration.ts';
import { createParamStore, type ParamChange } from '../../../../../engine/params/param-store.ts';

/** A store of every kind of parameter with a mapper on it. */
function bench(...bindings: readonly Partial<Binding>[]) {
  const store = createParamStore();
  const bus = createControlBus();
  store.declare('p', {
    one: number('One', { default: 0.5 }),
    two: number('Two', { default: 0.1 }),
    octaves: number('Octaves', { min: 20, max: 20_000, default: 200, curve: 'exponential' }),
    count: number('Count', { min: 2, max: 60, default: 9, curve: 'exponential', step: 1 }),
    on: toggle('On'),
    scene: choice('Scene', ['a', 'b', 'c', 'd']),
    go: trigger('Go'),
  });
  let page = 0;
  const sent: ParamChange[] = [];
  const actions: string[] = [];
  const later: (() => void)[] = [];
  const hand = { target: 'p.one' };
  const mapper = createMapper({
    store,
    bus,
    sender: 'midi',
    pageOf: () => page,
    quantise: (_, run) => later.push(run),
    targets: {
      resolve(target) {
        if (target === 'hand.1') return { kind: 'param', id: hand.target };
        if (target === 'hand.9') return null;
        if (!target.startsWith('do.')) return { kind: 'param', id: target };
        return { kind: 'action', name: target, run: () => actions.push(target) };
      },
    },
  });
  const list = bindings.map((one) => ({
    ...PLAIN_BINDING,
    device: 'd',
    control: 'cc.1.1',
    target: 'p.one',
    ...one,
  }));
  mapper.use(list);
  const drained: ParamChange[] = [];
  const frame = () => {
    bus.drain(drained);
    sent.push(...drained);
    store.apply(drained, 1 / 60);
  };
  return {
    mapper,
    list,
    sent,
    actions,
    later,
    hand,
    frame,
    turnPage: (to: number) => {
      page = to;
    },
    move(value: number, control = 'cc.1.1') {
      mapper.play({ device: 'd', control, value, steps: 128, time: 0 });
      frame();
    },
    send(id: string, value: number) {
      bus.send({ id, value, sender: 'page' });
      frame();
    },
    at: (id: string) => store.target(store.indexOf(id)),
    travel: (id: string) => {
      const index = store.indexOf(id);
      const spec = store.declarations[index];
      return spec ? toTravel(spec, store.target(index)) : 0;
    },
  };
}

describe('a mapping', () => {
  it('waits for the control to reach the parameter, then follows it', () => {
    const { move, at } = bench({});
    for (const place of [0, 0.2, 0.4]) move(place);
    expect(at('p.one')).toBe(0.5);
    for (const place of [0.49, 0.6, 0.9]) move(place);
    expect(at('p.one')).toBeCloseTo(0.9);
  });

  it('accepts a fast move across the parameter', () => {
    const { move, at } = bench({});
    move(0.2);
    move(0.8);
    expect(at('p.one')).toBeCloseTo(0.8);
  });

  it('waits again when another hand has moved the parameter', () => {
    const { move, send, at } = bench({});
    move(0.5);
    send('p.one', 0.9);
    move(0.52);
    expect(at('p.one')).toBe(0.9);
  });

  it('scales the way that is left, so that both arrive at the ends', () => {
    const { move, at } = bench({ takeover: 'scaled' });
    move(0.2);
    expect(at('p.one')).toBe(0.5);
    move(0.6);
    expect(at('p.one')).toBeCloseTo(0.75);
    move(1);
    expect(at('p.one')).toBeCloseTo(1);
  });

  it('inverts, bends and narrows', () => {
    const { move, at } = bench({ takeover: 'jump', from: 1, to: 0.5, curve: 'slow' });
    move(0.5);
    expect(at('p.one')).toBeCloseTo(1 - 0.125);
    move(1);
    expect(at('p.one')).toBeCloseTo(0.5);
  });

  it('plays octaves by travel', () => {
    const { move, at } = bench({ takeover: 'jump', target: 'p.octaves' });
    move(2 / 3);
    expect(at('p.octaves')).toBeCloseTo(2000);
  });

  it('picks up a stepped parameter of few values', () => {
    const { move, at } = bench({ target: 'p.count' });
    for (let place = 0; place <= 1; place += 1 / 127) move(place);
    expect(at('p.count')).toBeGreaterThan(57);
  });

  it('flips, holds, chooses, steps and hits', () => {
    const { move, at, sent } = bench(
      { control: 'note.1.1', target: 'p.on', mode: 'toggle' },
      { control: 'note.1.2', target: 'p.one', mode: 'momentary' },
      { control: 'note.1.3', target: 'p.scene', mode: 'radio', value: 2 },
      { control: 'note.1.4', target: 'p.scene', mode: 'step' },
      { control: 'note.1.5', target: 'p.go', mode: 'hit' },
    );
    const press = (note: number) => {
      move(0.1, `note.1.${note}`);
      const held = at('p.one');
      move(0, `note.1.${note}`);
      return held;
    };
    press(1);
    expect(at('p.on')).toBe(1);
    press(1);
    expect(at('p.on')).toBe(0);
    expect(press(2)).toBe(1);
    expect(at('p.one')).toBe(0.5);
    press(3);
    expect(at('p.scene')).toBe(2);
    press(4);
    expect(at('p.scene')).toBe(3);
    press(4);
    expect(at('p.scene')).toBe(0);
    press(5);
    expect(sent.filter(({ id }) => id === 'p.go')).toHaveLength(1);
  });

  it('puts a press off to the beat', () => {
    const { move, at, later } = bench({ target: 'p.on', mode: 'toggle', quantise: 4 });
    move(1);
    expect(at('p.on')).toBe(0);
    expect(later).toHaveLength(1);
  });

  it('runs actions, and passes what is not there', () => {
    const { move, actions } = bench(
      { control: 'note.1.1', target: 'do.record' },
      { target: 'hand.9' },
    );
    move(1, 'note.1.1');
    move(0.3);
    expect(actions).toEqual(['do.record']);
  });

  it('turns by encoders in all their tongues', () => {
    const raws = {
      'twos-complement': [1, 127],
      'offset-64': [65, 63],
      'sign-magnitude': [1, 65],
      'offset-16': [17, 15],
    } as const;
    for (const [encoding, [up, down]] of Object.entries(raws)) {
      const form = encoding as keyof typeof raws;
      expect([relativeSteps(form, up), relativeSteps(form, down)]).toEqual([1, -1]);
      const turned = [up, up, up, up + 1, up, down, down, down];
      expect(guessEncoding(turned)).toBe(encoding);
      const { move, at } = bench({ encoding: form });
      for (const raw of [up, up, up, down]) move(raw / 127);
      expect(at('p.one')).toBeCloseTo(0.5 + 2 / 128);
    }
    expect(guessEncoding([3, 5, 8, 12, 15, 17])).toBe('absolute');
    expect(guessEncoding([40, 41, 42, 43, 42, 41])).toBe('absolute');
    expect(guessEncoding([1, 1, 1, 1])).toBeNull();
  });

  it('lets go of a held key when its device or its binding goes', () => {
    const { move, at, mapper, frame } = bench({ control: 'note.1.2', mode: 'momentary' });
    move(1, 'note.1.2');
    mapper.forget('d');
    frame();
    expect(at('p.one')).toBe(0.5);
    move(1, 'note.1.2');
    mapper.use([]);
    frame();
    expect(at('p.one')).toBe(0.5);
  });

  it('tells of controls that have two meanings at once', () => {
    const { list } = bench(
      {},
      { target: 'p.two' },
      { control: 'cc.1.2', page: 1 },
      { control: 'cc.1.2', page: 2 },
    );
    expect([...conflicts(list)]).toEqual(list.slice(0, 2));
  });
});

const unit = fc.integer({ min: 0, max: 127 }).map((raw) => raw / 127);

describe('soft takeover', () => {
  it('never moves a parameter further than the control, but for the threshold', () => {
    const step = fc.record({ place: unit, other: fc.option(unit, { freq: 4, nil: null }) });
    const mode = fc.constantFrom('pickup' as const, 'scaled' as const);
    fc.assert(
      fc.property(mode, unit, fc.array(step, { maxLength: 40 }), (kind, start, steps) => {
        const takeover = createTakeover(kind, { from: 0, to: 1 });
        let standing = start;
        let last: number | null = null;
        for (const { place, other } of steps) {
          if (other !== null) standing = other;
          const next = takeover.move(place, standing) ?? standing;
          const moved = last === null ? 0 : Math.abs(place - last);
          const most = kind === 'pickup' ? moved + TAKEOVER_THRESHOLD : MOST_SCALE * moved;
          if (Math.abs(next - standing) > most + 1e-9) return false;
          standing = next;
          last = place;
        }
        return true;
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  it('lets nothing jump over moves, other hands, pages, hands-on changes and replugs', () => {
    const action = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('move' as const), to: unit }) },
      fc.record({ do: fc.constant('page' as const), to: fc.integer({ min: 0, max: 1 }) }),
      fc.record({ do: fc.constant('hand' as const), to: fc.constantFrom(0, 1) }),
      fc.record({ do: fc.constant('other' as const), to: unit }),
      fc.record({ do: fc.constant('replug' as const), to: fc.constant(0) }),
    );
    const ranges = fc.record({
      from: unit,
      to: unit,
      curve: fc.constantFrom('linear' as const, 'slow' as const, 'smooth' as const),
    });
    const ids = ['p.one', 'p.two', 'p.octaves'];
    fc.assert(
      fc.property(ranges, fc.array(action, { maxLength: 60 }), (range, actions) => {
        const setting = { ...range, takeover: 'pickup' as const };
        const { move, turnPage, hand, send, mapper, travel } = bench(
          { ...setting, target: 'hand.1' },
          { ...setting, target: 'p.octaves', page: 1 },
        );
        let last: number | null = null;
        for (const one of actions) {
          const before = ids.map(travel);
          if (one.do === 'page') turnPage(one.to);
          else if (one.do === 'hand') hand.target = ids[one.to] ?? '';
          else if (one.do === 'other') send('p.one', one.to);
          else if (one.do === 'replug') {
            mapper.forget('d');
            last = null;
          } else {
            const moved = last === null ? 0 : Math.abs(one.to - last);
            move(one.to);
            last = one.to;
            // The steepest curve doubles the control's own way.
            const most = 2 * moved + TAKEOVER_THRESHOLD + 1e-6;
            if (ids.some((id, i) => Math.abs(travel(id) - (before[i] ?? 0)) > most)) return false;
          }
        }
        return true;
      }),
      { numRuns: 1500, seed: 2 },
    );
  });
});

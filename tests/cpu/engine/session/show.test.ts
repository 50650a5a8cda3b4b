import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOfflineClock } from '../../../../engine/clock/frame-clock.ts';
import { createControlBus } from '../../../../engine/control/control-bus.ts';
import { choice, number, toggle, trigger } from '../../../../engine/params/declaration.ts';
import {
  createParamStore,
  type ParamChange,
  type ParamStore,
} from '../../../../engine/params/param-store.ts';
import { parseShow } from '../../../../engine/session/show.ts';
import { nearestName } from '../../../../engine/session/show-address.ts';
import { createShowPlayer } from '../../../../engine/session/show-player.ts';

function storeOf(): ParamStore {
  const store = createParamStore();
  store.declare('mixer', {
    crossfade: number('Crossfade', { default: 0, smoothing: 0 }),
    blend: choice('Blend', ['normal', 'screen', 'multiply']),
    cutoff: number('Cutoff', { min: 20, max: 20480, default: 20, curve: 'exponential' }),
    go: trigger('Go'),
    hold: toggle('Hold'),
  });
  return store;
}

const { declarations } = storeOf();
const parse = (show: object) =>
  parseShow(JSON.stringify({ version: 1, ...show }), declarations, 'show.json');

interface Played {
  readonly seconds: number;
  readonly change: ParamChange;
}

/** Plays a show on the offline clock and gives what it sent, when, and the final targets. */
function play(show: object, options: { fps?: number; seconds?: number; tempoBpm?: number } = {}) {
  const { fps = 30, seconds = 4, tempoBpm = 120 } = options;
  const store = storeOf();
  const bus = createControlBus();
  const player = createShowPlayer(parse(show), store, bus);
  const clock = createOfflineClock({ framesPerSecond: fps });
  const played: Played[] = [];
  let now = -1;
  bus.onSend((change) => played.push({ seconds: now, change }));
  player.begin();
  const changes: ParamChange[] = [];
  for (let i = 0; i < seconds * fps; i++) {
    const time = clock.next(tempoBpm);
    now = time.seconds;
    player.advance(time);
    bus.drain(changes);
    store.apply(changes, time.delta);
  }
  const target = (id: string) => store.target(store.indexOf(id));
  return { played, target };
}

describe('a show file', () => {
  it('gives choices by name and switches by truth', () => {
    const { params } = parse({
      params: { 'mixer.blend': 'screen', 'mixer.hold': true, 'mixer.cutoff': 440 },
    });
    expect(params).toEqual([
      { id: 'mixer.blend', value: 1 },
      { id: 'mixer.hold', value: 1 },
      { id: 'mixer.cutoff', value: 440 },
    ]);
  });

  it.each([
    [
      { params: { 'mixer.crosfade': 1 } },
      /show\.json: params.*use "mixer\.crossfade" if that was meant/,
    ],
    [
      { params: { 'mixer.blend': 'scren' } },
      /params\["mixer\.blend"\].*use "screen" if that was meant/,
    ],
    [{ params: { 'mixer.blend': 7 } }, /normal, screen, multiply/],
    [{ params: { 'mixer.crossfade': 1.5 } }, /be a number from 0 to 1, got 1\.5/],
    [{ params: { 'mixer.crossfade': 'full' } }, /be a number from 0 to 1, got "full"/],
    [{ params: { 'mixer.hold': 0.5 } }, /be true or false/],
    [{ params: [1] }, /give values by address/],
    [{ events: [{ at: 1, set: {} }, { set: {} }] }, /events\[1\].*neither/],
    [{ events: [{ at: 1, beat: 2, set: {} }] }, /events\[0\].*both/],
    [{ events: [{ at: -1, set: {} }] }, /events\[0\]\.at.*from 0 up/],
    [{ events: [{ beat: 1, over: 4, set: { 'mixer.blend': 'screen' } }] }, /numbers only/],
    [{ events: [{ beat: 1, sets: {} }] }, /no fields but at, beat, set, over, note, got "sets"/],
    [{ events: { at: 1 } }, /events must be a list/],
    [{ version: 2 }, /version must be 1, got 2/],
  ])('refuses %j and says where and what to do', (show, message) => {
    expect(() => parse(show)).toThrow(message);
  });

  it('refuses what is no JSON, with its name', () => {
    expect(() => parseShow('{"version": 1,', declarations, 'my.json')).toThrow(/^my\.json must/);
  });

  it('suggests the name that one typing error away is meant', () => {
    const names = ['mixer.crossfade', 'mixer.blend', 'master.freeze', 'deck.a.scene'];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.nat(),
        fc.constantFrom('drop', 'double', 'swap'),
        (name, at, kind) => {
          const i = at % (name.length - 1);
          const [a, b] = [name[i] ?? '', name[i + 1] ?? ''];
          const middle = { drop: b, double: a + a + b, swap: b + a }[kind];
          expect(nearestName(name.slice(0, i) + middle + name.slice(i + 2), names)).toBe(name);
        },
      ),
    );
  });
});

describe('the player of a show', () => {
  it('sends how the show stands before its first frame', () => {
    const { played } = play({ params: { 'mixer.crossfade': 0.25 } });
    expect(played).toEqual([
      { seconds: -1, change: { id: 'mixer.crossfade', value: 0.25, sender: 'show' } },
    ]);
  });

  it('sends an event once, in the first frame of its moment', () => {
    const { played } = play({
      events: [
        { at: 1, set: { 'mixer.go': true } },
        { beat: 4, set: { 'mixer.hold': true } },
      ],
    });
    expect(played.map(({ seconds, change }) => [seconds, change.id])).toEqual([
      [1, 'mixer.go'],
      [2, 'mixer.hold'],
    ]);
  });

  it('moves numbers over beats, on the travel of their control', () => {
    const show = { events: [{ beat: 0, over: 4, set: { 'mixer.cutoff': 20480 } }] };
    const { played } = play(show, { fps: 10 });
    const half = played.find(({ seconds }) => seconds === 1);
    expect(half?.change.value).toBeCloseTo(640, 6);
    expect(played.at(-1)?.change.value).toBe(20480);
    expect(played.at(-1)?.seconds).toBe(2);
  });

  it('starts a move where the one that it ends has come to', () => {
    const { played } = play({
      events: [
        { beat: 0, over: 4, set: { 'mixer.crossfade': 1 } },
        { beat: 2, over: 2, set: { 'mixer.crossfade': 0 } },
      ],
    });
    const values = played.map(({ change }) => change.value);
    expect(Math.max(...values)).toBeCloseTo(0.5, 6);
    expect(values.at(-1)).toBe(0);
  });

  it('comes to the same values at every frame rate, however events fall', () => {
    const beat = fc.double({ min: 0, max: 7, noNaN: true });
    const value = fc.double({ min: 0, max: 1, noNaN: true });
    const event = fc.record({ beat, over: fc.constantFrom(0, 0.5, 2), value });
    fc.assert(
      fc.property(fc.uniqueArray(event, { maxLength: 8, selector: (e) => e.beat }), (events) => {
        const show = {
          events: events.map(({ beat: at, over, value: to }) => ({
            beat: at,
            over,
            set: { 'mixer.crossfade': to },
          })),
        };
        const slow = play(show, { fps: 2, seconds: 6 }).target('mixer.crossfade');
        const fast = play(show, { fps: 64, seconds: 6 }).target('mixer.crossfade');
        expect(slow).toBeCloseTo(fast, 9);
      }),
      { numRuns: 50 },
    );
  });

  it('plays again from the start after its loop', () => {
    const { played } = play({
      params: { 'mixer.crossfade': 0 },
      events: [{ beat: 1, set: { 'mixer.crossfade': 1 } }],
      loop: 4,
    });
    expect(played.map(({ seconds, change }) => [seconds, change.value])).toEqual([
      [-1, 0],
      [0.5, 1],
      [2, 0],
      [2.5, 1],
    ]);
  });
});

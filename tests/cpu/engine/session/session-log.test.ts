import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOfflineClock } from '../../../../engine/clock/frame-clock.ts';
import { createControlBus } from '../../../../engine/control/control-bus.ts';
import { choice, number, trigger } from '../../../../engine/params/declaration.ts';
import {
  createParamStore,
  type ParamChange,
  type ParamStore,
} from '../../../../engine/params/param-store.ts';
import { parseLog, type SessionLog } from '../../../../engine/session/log-format.ts';
import { createLogPlayer } from '../../../../engine/session/log-player.ts';
import { createSessionLog } from '../../../../engine/session/session-log.ts';

const FPS = 25;
const size = { width: 64, height: 36 };
const facts = { seed: 7, sampleRate: 48_000, size, fps: FPS, trackBar: 4 };

function storeOf(): ParamStore {
  const store = createParamStore();
  store.declare('mixer', {
    crossfade: number('Crossfade', { default: 0, smoothing: 0.1 }),
    blend: choice('Blend', ['normal', 'screen', 'multiply']),
    go: trigger('Go'),
  });
  return store;
}

/** A session of some frames: what `hand` sends before each, and the values that each showed. */
function session(
  frames: number,
  hand: (frame: number, send: (change: ParamChange) => void) => void,
  log?: SessionLog,
) {
  const store = storeOf();
  const bus = createControlBus();
  const clock = createOfflineClock({ framesPerSecond: FPS });
  const player = log ? createLogPlayer(log, bus) : null;
  const changes: ParamChange[] = [];
  player?.begin();
  hand(-1, bus.send);
  bus.drain(changes);
  store.apply(changes, 0);
  store.settle();
  const lines: string[] = [];
  const writer = createSessionLog({ facts, store, bus, write: (line) => lines.push(line) });
  const shown: number[][] = [];
  for (let frame = 0; frame < frames; frame++) {
    hand(frame, bus.send);
    const time = clock.next(120);
    player?.advance(time);
    writer.stamp(time);
    bus.drain(changes);
    store.apply(changes, time.delta);
    const hit = Number(store.snapshot.hit(store.indexOf('mixer.go')));
    shown.push([...store.declarations.map((_, i) => store.snapshot.at(i)), hit]);
  }
  writer.end(1 / FPS);
  return { text: lines.join(''), shown };
}

const { declarations } = storeOf();
const sent = (id: string, value: number, sender = 'page'): ParamChange => ({ id, value, sender });

describe('a session log', () => {
  it('holds a header, a line for each move with its frame, and an end', () => {
    const { text } = session(3, (frame, send) => {
      if (frame === -1) send(sent('mixer.blend', 2));
      if (frame === 1) send(sent('mixer.crossfade', 0.5, 'keyboard'));
      if (frame === 2) send(sent('mixer.blend', 1));
    });
    expect(
      text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { type: 'header', version: 1, ...facts, params: { 'mixer.blend': 'multiply' } },
      { t: 1 / FPS, id: 'mixer.crossfade', value: 0.5, sender: 'keyboard' },
      { t: 2 / FPS, id: 'mixer.blend', value: 'screen', sender: 'page' },
      { type: 'end', t: 3 / FPS },
    ]);
  });

  it('leaves out what follows from other moves', () => {
    const { text } = session(2, (frame, send) => {
      if (frame === 1) send(sent('mixer.crossfade', 0.3, 'transition'));
    });
    expect(text).not.toContain('crossfade');
  });

  it('writes what a parameter allows, so that every log can be read', () => {
    const { text } = session(2, (frame, send) => {
      if (frame === 1) send(sent('mixer.crossfade', 1.2));
    });
    expect(parseLog(text, declarations).entries).toMatchObject([{ value: 1 }]);
  });

  it('plays again to exactly the same values in every frame', () => {
    const move = fc.record({
      frame: fc.integer({ min: -1, max: 19 }),
      id: fc.constantFrom('mixer.crossfade', 'mixer.blend', 'mixer.go'),
      value: fc.double({ min: 0, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
        const first = session(20, (frame, send) => {
          for (const { frame: at, id, value } of moves) if (at === frame) send(sent(id, value));
        });
        const again = session(20, () => {}, parseLog(first.text, declarations));
        expect(again.shown).toEqual(first.shown);
      }),
    );
  });

  it('tells the length of the session and its facts', () => {
    const log = parseLog(session(5, () => {}).text, declarations);
    expect(log.seconds).toBeCloseTo(0.2, 12);
    expect(log.facts).toEqual(facts);
  });
});

describe('the reader of session logs', () => {
  const { text } = session(4, (frame, send) => send(sent('mixer.crossfade', frame / 8)));

  it('leaves out a last line that was cut off, and says so', () => {
    const notices: string[] = [];
    const cut = text.slice(0, text.trimEnd().length - 4);
    const report = (notice: string) => notices.push(notice);
    const log = parseLog(cut, declarations, { file: 'night.jsonl', report });
    expect(log.entries).toHaveLength(4);
    expect(log.seconds).toBeNull();
    expect(notices).toEqual([expect.stringMatching(/^night\.jsonl, line 6 was cut off/)]);
  });

  it.each([
    ['', /line 1 must be \{"type":"header"/],
    ['{"type":"header","version":9}\n', /line 1 must be/],
    [text.replace('"t":0.04', '"t":'), /line 3 must be a JSON object/],
    [
      text.replace('mixer.crossfade"', 'mixer.crossfede"'),
      /use "mixer\.crossfade" if that was meant/,
    ],
    [text.replace('"fps":25', '"fps":"x"'), /line 1: fps must be a number/],
  ])('refuses %j', (broken, message) => {
    expect(() => parseLog(broken, declarations, { file: 'night.jsonl' })).toThrow(message);
  });
});

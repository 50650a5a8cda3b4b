import { expect, it } from 'vitest';
import { silentLevels } from '../../../../engine/core/audio-levels.ts';
import type { FrameTime } from '../../../../engine/core/frame-time.ts';
import { shownWholly } from '../../../../engine/inference/picture-net.ts';
import { beds, presets } from '../../../../models/style/beds.ts';
import { builtInStyles } from '../../../../models/style/built-in.ts';
import { bedPlace, StyleDirector } from '../../../../models/style/director.ts';
import { CODE_SIZE, STYLE_NUMBERS, STYLES_AT_ONCE } from '../../../../models/style/net-shape.ts';
import { styleParams } from '../../../../models/style/params.ts';

const codeOf = (name: string) =>
  builtInStyles.find((style) => style.name === name)?.code ?? expect.fail(`no style ${name}`);

/** A director with a hand on its parameters; all faders down, no breath. */
function open() {
  const director = new StyleDirector();
  const values = new Map(Object.entries(styleParams).map(([name, spec]) => [name, spec.default]));
  values.set('starry-night', 0).set('breath', 0);
  const direction = {
    numbers: {
      codes: new Float32Array(STYLES_AT_ONCE * CODE_SIZE),
      offsets: new Float32Array(STYLES_AT_ONCE * STYLE_NUMBERS),
    },
    show: shownWholly(),
  };
  const sent: Record<string, number> = {};
  const direct = (beat = 0, audio = silentLevels()) => {
    const now = {
      time: { beat, delta: 1 / 60 } as FrameTime,
      audio,
      param: (name: string) => values.get(name) ?? expect.fail(`no parameter ${name}`),
      send: (name: string, value: number) => {
        sent[name] = value;
      },
    };
    director.direct(now, direction);
    const { codes, offsets } = direction.numbers;
    return {
      show: direction.show,
      code: codes.subarray(0, CODE_SIZE),
      second: codes.subarray(CODE_SIZE),
      offset: offsets.subarray(0, STYLE_NUMBERS),
      secondOffset: offsets.subarray(STYLE_NUMBERS),
    };
  };
  return { director, values, direct, sent };
}

const close = (code: ArrayLike<number>, wanted: (i: number) => number) =>
  expect(Math.max(...Array.from(code, (value, i) => Math.abs(value - wanted(i))))).toBeLessThan(
    1e-5,
  );

it('has sixteen styles or more, of which beds and presets are made', () => {
  expect(builtInStyles.length).toBeGreaterThanOrEqual(16);
  const known = new Set(builtInStyles.map(({ name }) => name));
  const named = [
    ...beds.flatMap(({ styles }) => styles),
    ...presets.flatMap((p) => Object.keys(p.styles)),
  ];
  expect(named.filter((name) => !known.has(name))).toEqual([]);
  const looks = presets.flatMap(({ look }) => Object.keys(look));
  expect(looks.filter((name) => !(name in styleParams))).toEqual([]);
  for (const { code } of builtInStyles) expect(code.length).toBe(CODE_SIZE);
});

it('gives the code of the one style that is up, and as much of it as the fader says', () => {
  const { values, direct } = open();
  values.set('neon', 0.25);
  const { code, show } = direct();
  close(code, (i) => codeOf('neon')[i] ?? 0);
  expect(show.strength).toBeCloseTo(0.25);
});

it('blends by weight, and shares out what is more than one', () => {
  const { values, direct } = open();
  values.set('neon', 0.9).set('udnie', 0.3);
  const { code, show } = direct();
  close(code, (i) => 0.75 * (codeOf('neon')[i] ?? 0) + 0.25 * (codeOf('udnie')[i] ?? 0));
  expect(show.strength).toBe(1);
});

it('keeps the last code when all faders are down, and shows the picture', () => {
  const { values, direct } = open();
  values.set('neon', 1);
  direct();
  values.set('neon', 0);
  const { code, show } = direct();
  close(code, (i) => codeOf('neon')[i] ?? 0);
  expect(show.strength).toBe(0);
});

it('takes the code of a dropped picture', () => {
  const { director, values, direct } = open();
  const own = Float32Array.from({ length: CODE_SIZE }, (_, i) => i / 10);
  director.take('code', own);
  values.set('dropped', 1);
  close(direct().code, (i) => own[i] ?? 0);
});

it('plays what was fitted to a dropped picture, in its share, until another is dropped', () => {
  const { director, values, direct } = open();
  const fitted = Float32Array.from({ length: STYLE_NUMBERS }, (_, i) => Math.sin(i));
  director.take('offset', fitted);
  values.set('dropped', 0.5).set('neon', 0.5);
  close(direct().offset, (i) => (fitted[i] ?? 0) / 2);
  values.set('second', builtInStyles.length);
  for (let i = 0; i < 300; i++) direct();
  close(direct().secondOffset, (i) => fitted[i] ?? 0);
  director.take('code', new Float32Array(CODE_SIZE));
  close(direct().offset, () => 0);
});

it('glides to the second style that is chosen, and says where it is', () => {
  const { values, direct } = open();
  const place = (name: string) => builtInStyles.findIndex((style) => style.name === name);
  values.set('second', place('neon')).set('regions', 7).set('split', 0.3);
  const { second, show } = direct();
  close(second, (i) => codeOf('neon')[i] ?? 0);
  expect(show).toMatchObject({ regions: 7, split: 0.3 });
  values.set('second', place('udnie'));
  direct();
  const [from, to] = [codeOf('neon'), codeOf('udnie')];
  const far = (code: ArrayLike<number>, of: readonly number[]) =>
    of.reduce((sum, value, i) => sum + (value - (code[i] ?? 0)) ** 2, 0);
  expect(far(direct().second, from)).toBeGreaterThan(0);
  expect(far(direct().second, to)).toBeGreaterThan(0.5 * far(from, to));
  for (let i = 0; i < 300; i++) direct();
  close(direct().second, (i) => to[i] ?? 0);
});

it('walks through the styles of a bed by bars', () => {
  expect(bedPlace({ beat: 3 }, 2)).toEqual({ step: 0, share: 0 });
  expect(bedPlace({ beat: 6 }, 2)).toEqual({ step: 0, share: 0.5 });
  expect(bedPlace({ beat: 8 }, 2)).toEqual({ step: 1, share: 0 });
  const { values, direct } = open();
  values.set('bedShare', 1).set('bed', 0).set('bedBars', 2);
  const ring = beds[0]?.styles ?? [];
  for (const [beat, style] of [
    [0, ring[0]],
    [8, ring[1]],
    [8 * ring.length, ring[0]],
  ] as const) {
    const code = codeOf(style ?? '');
    close(direct(beat).code, (i) => code[i] ?? 0);
  }
});

it('breathes with onsets', () => {
  const { values, direct } = open();
  values.set('neon', 1).set('breath', 0.4);
  expect(direct().show.strength).toBeCloseTo(0.6);
  expect(direct(0, { ...silentLevels(), onset: 1 }).show.strength).toBeCloseTo(1);
});

it('moves the faders when a preset is chosen, not when a session opens with one', () => {
  const { values, direct, sent } = open();
  values.set('preset', 2);
  direct();
  expect(sent).toEqual({});
  values.set('preset', 1);
  direct();
  expect(sent).toMatchObject({ 'starry-night': 1, impasto: 0.4, neon: 0, strength: 1 });
  delete sent.neon;
  direct();
  expect(sent.neon).toBeUndefined();
});

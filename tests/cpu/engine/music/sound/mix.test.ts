import { describe, expect, it } from 'vitest';
import { gainOf } from '../../../../../engine/core/numeric.ts';
import { PART_NAMES, type PartName } from '../../../../../engine/music/note.ts';
import { Mix, type MixFaders, type Taps } from '../../../../../engine/music/sound/mix/mix.ts';
import type { StripFaders } from '../../../../../engine/music/sound/mix/strip.ts';
import { FIRST_INPUTS, STRIPS } from '../../../../../engine/music/sound/mix/strips.ts';

const RATE = 48_000;
const BLOCK = 128;
const OPEN: StripFaders = { trim: 1, fader: 1, sidechain: 0, duck: new Float32Array(1) };

function faders(parts: Partial<Record<PartName, Partial<StripFaders>>> = {}): MixFaders {
  const strips = PART_NAMES.map((part) => [part, { ...OPEN, ...parts[part] }] as const);
  return {
    parts: Object.fromEntries(strips) as Record<PartName, StripFaders>,
    room: 1,
    echo: 0.8,
    echoTime: 0.3,
  };
}

const stereo = () => [new Float32Array(BLOCK), new Float32Array(BLOCK)];
const powerOf = (channel: readonly number[]) =>
  channel.reduce((sum, x) => sum + x * x, 0) / channel.length;

/** Mixes sines on inputs, and gives the left of every output. */
function play(
  sines: Readonly<Record<number, number>>,
  blocks: number,
  options: { taps?: Taps; at?: (block: number) => MixFaders; level?: number } = {},
): number[][] {
  const { taps, at = () => faders(), level = 0.1 } = options;
  const mix = new Mix(RATE, 0, BLOCK);
  const heard: number[][] = [0, ...PART_NAMES].map(() => []);
  for (let block = 0; block < blocks; block++) {
    const inputs: Float32Array[][] = Array.from({ length: FIRST_INPUTS.at(-1) ?? 0 }, () => []);
    for (const [input, hertz] of Object.entries(sines)) {
      const sine = (_: number, i: number) =>
        level * Math.sin((2 * Math.PI * hertz * (block * BLOCK + i)) / RATE);
      inputs[Number(input)] = [Float32Array.from({ length: BLOCK }, sine)];
    }
    const outputs = heard.map(stereo);
    mix.process(inputs, at(block), outputs, taps);
    for (const [i, [left]] of outputs.entries()) heard[i]?.push(...(left as Float32Array));
  }
  return heard;
}

const inputOf = (part: PartName, voice = 0) =>
  (FIRST_INPUTS[PART_NAMES.indexOf(part)] as number) + voice;
const outputOf = (part: PartName) => 1 + PART_NAMES.indexOf(part);

describe('the mix', () => {
  it('has an input for every voice of every part', () => {
    const voices = PART_NAMES.map((part) => STRIPS[part].voices);
    expect(FIRST_INPUTS.slice(1)).toEqual(
      voices.map((_, i) => voices.slice(0, i + 1).reduce((a, b) => a + b)),
    );
  });

  it('adds the voices of a part as its instrument sounds, trimmed', () => {
    const at = () => faders({ chords: { trim: 0.5 } });
    const two = { [inputOf('chords')]: 440, [inputOf('chords', 11)]: 440 };
    const heard = play(two, 4, { taps: 'dry', at });
    const [one] = play({ [inputOf('chords')]: 440 }, 4, { taps: 'dry' }).slice(outputOf('chords'));
    heard[outputOf('chords')]?.forEach((x, i) => {
      expect(x).toBeCloseTo(one?.[i] ?? 9, 6);
    });
    expect(powerOf(heard[outputOf('melody')] ?? [])).toBe(0);
  });

  it('is silent where nothing plays, and where the faders of what plays are down', () => {
    expect(Math.sqrt(powerOf(play({}, 8)[0] ?? []))).toBeLessThan(1e-9);
    const down = () => faders({ melody: { fader: 0 } });
    const [muted] = play({ [inputOf('melody')]: 700 }, 40, { at: down });
    expect(Math.sqrt(powerOf(muted ?? []))).toBeLessThan(1e-9);
    const [open] = play({ [inputOf('melody')]: 700 }, 40);
    expect(Math.sqrt(powerOf(open?.slice(-1000) ?? []))).toBeGreaterThan(0.01);
  });

  it('turns down by the kick what is ducked, as far as the sidechain is open', () => {
    const duck = new Float32Array(BLOCK).fill(1);
    const ducked = (sidechain: number) => () =>
      faders({ pad: { sidechain, duck }, drums: { sidechain, duck } });
    const sines = { [inputOf('pad')]: 500, [inputOf('drums')]: 500 };
    const levelOf = (part: PartName, sidechain: number) =>
      Math.sqrt(
        powerOf(
          play(sines, 20, { taps: 'mixed', at: ducked(sidechain) })[outputOf(part)]?.slice(-960) ??
            [],
        ),
      );
    expect(levelOf('pad', 0.6) / levelOf('pad', 0)).toBeCloseTo(0.4, 3);
    expect(levelOf('drums', 0.6)).toBeCloseTo(levelOf('drums', 0), 6);
  });

  it('bends the peaks of drums towards their knee and leaves soft ones alone', () => {
    const peak = (level: number) =>
      Math.max(
        ...(play({ [inputOf('drums')]: 600 }, 8, { taps: 'mixed', level })[outputOf('drums')] ??
          []),
      );
    const { level, bentTowards = 0 } = STRIPS.drums;
    expect(peak(0.02) / 0.02).toBeCloseTo(gainOf(level), 1);
    expect(peak(2)).toBeLessThanOrEqual(gainOf(bentTowards));
  });

  it('turns faders without a step', () => {
    const at = (block: number) => faders({ bass: { fader: block < 4 ? 1 : 0 } });
    const [bass = []] = play({ [inputOf('bass')]: 60 }, 8, { taps: 'mixed', at }).slice(
      outputOf('bass'),
    );
    const steps = bass.slice(1).map((x, i) => Math.abs(x - (bass[i] as number)));
    expect(Math.max(...steps)).toBeLessThan(0.003);
    expect(bass.at(-1)).toBeCloseTo(0, 9);
  });

  it('answers from the room, and with echoes where the part has them', () => {
    // A burst of a tenth of a second; what is heard of it a third of a second later.
    const tail = (part: PartName, change: Partial<MixFaders>) => {
      const mix = new Mix(RATE, 0, BLOCK);
      let power = 0;
      for (let block = 0; block < 150; block++) {
        const inputs: Float32Array[][] = Array.from({ length: FIRST_INPUTS.at(-1) ?? 0 }, () => []);
        const sine = (_: number, i: number) => 0.3 * Math.sin((block * BLOCK + i) / 4);
        if (block < 37) inputs[inputOf(part)] = [Float32Array.from({ length: BLOCK }, sine)];
        const [left, right] = stereo() as [Float32Array, Float32Array];
        mix.process(inputs, { ...faders(), ...change }, [[left, right]]);
        if (block >= 120) power += powerOf([...left]);
      }
      return power;
    };
    expect(tail('melody', { room: 0, echo: 0 })).toBeLessThan(1e-9);
    expect(tail('melody', { echo: 0 })).toBeGreaterThan(1e-6);
    expect(tail('melody', { room: 0 })).toBeGreaterThan(1e-6);
    expect(tail('chords', { room: 0 })).toBeLessThan(1e-9);
  });
});

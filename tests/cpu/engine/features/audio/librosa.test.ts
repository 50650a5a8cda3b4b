import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAudioAnalyser } from '../../../../../engine/features/audio/analyser.ts';
import { MEL_FLOOR } from '../../../../../engine/features/audio/dsp/mel-spectrum.ts';
import { audioSlot } from '../../../../../engine/features/audio/layout.ts';
import { audioFeatures } from '../../../../../engine/features/audio/registry.ts';

// What librosa says of the last window of one second of this sound, at 48 kHz with a Hann window of
// 2048 samples (spectra scaled so that a full-scale sine reads 1), and of the three tones at 12 kHz
// with a window of 4096 samples (chroma_stft, tuning 0).
const wanted = JSON.parse(readFileSync(new URL('librosa.json', import.meta.url), 'utf8')) as {
  mel: number[];
  mfcc: number[];
  centroid: number;
  flatness: number;
  rolloff: number;
  chroma: number[];
};

const RATE = 48000;
const turn = 2 * Math.PI;
const chord = (t: number) =>
  0.3 * Math.sin(turn * 220 * t) +
  0.2 * Math.sin(turn * 554.37 * t + 1) +
  0.1 * Math.sin(turn * 1318.5 * t + 2);
const sweep = (t: number) => 0.05 * Math.sin(turn * (2000 + 1500 * t) * t);

function hear(signal: (t: number) => number, seconds: number) {
  const samples = Float32Array.from({ length: RATE * seconds }, (_, i) => signal(i / RATE));
  const names = [
    'mel',
    'mfcc',
    'chroma',
    'spectral-centroid',
    'spectral-flatness',
    'spectral-rolloff',
  ];
  const features = audioFeatures.filter(({ name }) => names.includes(name));
  const analyser = createAudioAnalyser({ sampleRate: RATE, features });
  analyser.push([samples], samples.length);
  return (name: string) => {
    const { offset, size } = audioSlot(name);
    return [...analyser.latest.subarray(offset, offset + size)];
  };
}

const largestDifference = (values: number[], others: number[]) =>
  Math.max(...values.map((value, i) => Math.abs(value - (others[i] ?? Number.NaN))));

describe('features as librosa defines them', () => {
  const read = hear((t) => chord(t) + sweep(t), 1);

  it('mel bands that sound, within 0.5 dB', () => {
    const sounding = wanted.mel.flatMap((level, i) => (level > -70 ? [i] : []));
    const mel = read('mel');
    expect(sounding.length).toBeGreaterThan(15);
    for (const i of sounding) {
      expect(Math.abs((mel[i] as number) + MEL_FLOOR - (wanted.mel[i] as number))).toBeLessThan(
        0.5,
      );
    }
  });

  it('MFCC within 1 % of the largest, the first shifted as its docstring says', () => {
    const shift = Math.sqrt(128) * MEL_FLOOR;
    const mfcc = read('mfcc').map((value, i) => (i === 0 ? value + shift : value));
    const largest = Math.max(...wanted.mfcc.map(Math.abs));
    expect(largestDifference(mfcc, wanted.mfcc)).toBeLessThan(0.01 * largest);
  });

  it('centroid, roll-off and flatness within 1 %', () => {
    expect((read('spectral-centroid')[0] as number) / wanted.centroid).toBeCloseTo(1, 2);
    expect((read('spectral-rolloff')[0] as number) / wanted.rolloff).toBeCloseTo(1, 2);
    expect((read('spectral-flatness')[0] as number) / wanted.flatness).toBeCloseTo(1, 1);
  });

  it('chroma within 0.03', () => {
    expect(largestDifference(hear(chord, 2)('chroma'), wanted.chroma)).toBeLessThan(0.03);
  });
});

import { describe, expect, it } from 'vitest';
import { lostSource } from '../../../../engine/input/audio-source.ts';
import { type AudioFacts, audioState } from '../../../../engine/input/audio-state.ts';
import { explainSystemAudio } from '../../../../engine/input/audio-system.ts';
import { explainMicrophone } from '../../../../engine/input/microphone.ts';

const well: AudioFacts = {
  kind: 'microphone',
  label: 'USB Audio',
  opening: false,
  running: true,
  unlocked: true,
  problem: null,
};

describe('audioState', () => {
  it.each([
    ['playing', {}, ''],
    ['loading', { opening: true }, ''],
    ['waiting for a click', { running: false, unlocked: false }, 'Click anywhere'],
    ['interrupted', { running: false }, 'paused the sound'],
    ['denied', { problem: explainMicrophone(new DOMException('', 'NotAllowedError')) }, 'allow'],
    ['lost', { problem: lostSource(well), opening: true }, 'plug it in again'],
  ] as const)('is "%s"', (status, facts, message) => {
    const state = audioState({ ...well, ...facts });
    expect(state.status).toBe(status);
    expect(state.message).toContain(message);
    if (message === '') expect(state.message).toBe('');
  });

  it('names the device beside the level', () => {
    expect(audioState(well).levelText).toBe('Microphone: USB Audio');
  });
});

describe('a source that can not be had', () => {
  it.each([
    [explainMicrophone(new DOMException('', 'NotAllowedError')), 'denied', /allow the microphone/],
    [
      explainMicrophone(new DOMException('', 'NotReadableError')),
      'busy',
      /close the other program/,
    ],
    [explainMicrophone(new DOMException('', 'NotFoundError')), 'lost', /plug it in/],
    [explainMicrophone(new TypeError('no mediaDevices')), 'failed', /localhost or by https/],
    [explainSystemAudio(new DOMException('', 'NotAllowedError')), 'denied', /press Share/],
    [explainSystemAudio(new TypeError('none')), 'failed', /microphone input/],
    [lostSource({ kind: 'system', label: 'A tab' }), 'lost', /share anew/],
  ] as const)('says what to do: %s', (error, problem, remedy) => {
    expect(error.problem).toBe(problem);
    expect(error.message).toMatch(remedy);
  });
});

import type { EffectDefinition } from '../effects/effect.ts';
import { effectParams, effects } from '../effects/registry.ts';
import type { PictureNet } from '../inference/picture-net.ts';
import { blendModes } from '../mixer/blend-modes.ts';
import { DECKS } from '../mixer/deck.ts';
import { transitions } from '../mixer/transitions.ts';
import { declareMusicParams } from '../music/controls.ts';
import { declareSoundParams } from '../music/sound/sound-controls.ts';
import { choice, number, type ParamSpecs, toggle, trigger } from '../params/declaration.ts';
import { declareModulation } from '../params/modulation/modulation.ts';
import type { ParamStore } from '../params/param-store.ts';
import type { SceneDefinition } from '../stage/scene.ts';
import { followedFeatureNames } from './followed-features.ts';
import { handParams } from './hand-params.ts';

/** Effects that one chain holds. */
export const SLOTS_PER_CHAIN = 4;
/** Value of a slot without an effect. */
export const EMPTY_SLOT = 'none';

/** Values of a slot's choice: nothing, or an effect by name. */
export function slotChoices(): readonly string[] {
  return [EMPTY_SLOT, ...effects.map((effect: EffectDefinition) => effect.name)];
}

function slotParams(): ParamSpecs {
  const choices = slotChoices();
  return Object.fromEntries(
    Array.from({ length: SLOTS_PER_CHAIN }, (_, i) => [
      `fx${i + 1}`,
      choice(`Effect ${i + 1}`, choices, { about: 'The effect in this slot of the chain' }),
    ]),
  );
}

function declareChain(store: ParamStore, prefix: string): void {
  store.declare(prefix, slotParams());
  for (const effect of effects) store.declare(`${prefix}.fx.${effect.name}`, effectParams(effect));
}

/** Tempos of the transport in beats a minute. */
export const TEMPO_RANGE = { min: 40, max: 220 } as const;
/** What the transport can follow, in the order of the parameter's values. */
export const TEMPO_SOURCES = ['ear', 'internal'] as const;
/** Names of the multiples of the source's tempo, and what they are. */
export const TEMPO_MULTIPLES = ['normal', 'half', 'double'] as const;
/** Beats of the transport to a beat of the source, in the order of {@link TEMPO_MULTIPLES}. */
export const MULTIPLE_VALUES = [1, 0.5, 2] as const;

const transport: ParamSpecs = {
  tempo: number('Tempo', { ...TEMPO_RANGE, default: 116, unit: 'bpm', step: 0.1, smoothing: 0 }),
  tap: trigger('Tap', { about: 'Hit four times on the beat to set the tempo' }),
  follow: toggle('Follow', {
    default: true,
    about: 'Take beat and tempo from a track that knows them, or from the source',
  }),
  source: choice('Source', TEMPO_SOURCES, {
    about: 'What is followed where no track tells its beat: the ear, or nothing (internal)',
  }),
  multiple: choice('Half, double', TEMPO_MULTIPLES, {
    default: 'normal',
    about: 'Beats of the transport to a beat of the source',
  }),
  nudge: number('Nudge', {
    min: -0.5,
    max: 0.5,
    default: 0,
    unit: 'beats',
    about: 'Puts the beat ahead of the source, or behind it',
  }),
  lock: toggle('Lock the tempo', { about: 'Holds the tempo; only the phase follows the source' }),
  trim: number('Trim', {
    min: -0.2,
    max: 0.2,
    default: 0,
    unit: 'seconds',
    about: 'Time by which pictures run ahead of the sound, to meet it at the loudspeakers',
  }),
};

const mixer: ParamSpecs = {
  crossfade: number('Crossfade', { default: 0, about: 'Deck A at 0, deck B at 1' }),
  blend: choice('Blend', blendModes, { default: 'normal' }),
  transition: choice('Transition', transitions, { default: 'dissolve' }),
  beats: number('Length', { min: 0, max: 32, default: 8, step: 1, unit: 'beats', smoothing: 0 }),
  go: trigger('Go', { about: 'Move to the other deck over the length in beats' }),
};

const master: ParamSpecs = {
  brightness: number('Brightness', { default: 1, about: 'Fades the programme to black at 0' }),
  freeze: toggle('Freeze', { about: 'Holds the programme; the decks go on' }),
  blackout: toggle('Blackout', { about: 'Programme to black' }),
  panic: trigger('Panic', {
    about: 'Effects, modulation, loops, blackout and freeze off, one clean deck',
  }),
  flashLimit: toggle('Flash limiter', {
    default: true,
    about: 'Softens more than three flashes a second (WCAG 2.3.1)',
  }),
};

const nets: ParamSpecs = {
  share: number('Share of the frame', {
    min: 0.05,
    max: 0.9,
    default: 0.35,
    about: 'GPU time that neural nets may take of the interval between frames',
  }),
};

/** Declares every parameter of a session. Addresses never depend on what is loaded. */
export function declareSessionParams(
  store: ParamStore,
  scenes: readonly SceneDefinition[],
  pictureNets: readonly PictureNet[] = [],
): void {
  const names = scenes.map((scene) => scene.name);
  store.declare('transport', transport);
  store.declare('mixer', mixer);
  store.declare('master', master);
  store.declare('nets', nets);
  declareMusicParams(store);
  declareSoundParams(store);
  for (const { name, params = {} } of pictureNets) store.declare(name, params);
  DECKS.forEach((deck, i) => {
    const standard = names[Math.min(i, names.length - 1)] ?? '';
    store.declare(`deck.${deck}`, {
      scene: choice('Scene', names, { default: standard }),
      level: number('Level', { default: 1, about: 'Brightness of the deck in the mix' }),
    });
    for (const scene of scenes) store.declare(`deck.${deck}.${scene.name}`, scene.params);
    declareChain(store, `deck.${deck}`);
  });
  declareChain(store, 'master');
  for (const [prefix, specs] of Object.entries(handParams)) store.declare(prefix, specs);
  declareModulation(store, followedFeatureNames);
}

import type { AudioLevels } from '../core/audio-levels.ts';
import type { FrameTime } from '../core/frame-time.ts';
import type { Size, Unit01 } from '../core/units.ts';
import { type Chain, createChain } from '../effects/chain.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { GpuScope } from '../gpu/gpu-scope.ts';
import type { ParamSnapshot } from '../params/param-store.ts';
import type { InputName, SceneDefinition } from '../stage/scene.ts';
import { createSceneSlot, type SceneSlot } from '../stage/scene-slot.ts';

/** The two decks. */
export type DeckName = 'a' | 'b';
/** Both, in order. */
export const DECKS: readonly DeckName[] = ['a', 'b'];

/** One deck: a scene and a chain of effects behind it. */
export interface Deck {
  readonly slot: SceneSlot;
  readonly chain: Chain;
  /** The deck's picture. */
  readonly output: GPUTexture;
  encode(
    frame: FrameEncoder,
    time: FrameTime,
    audio: AudioLevels,
    values: ParamSnapshot,
    effectParam: (effect: string, name: string) => number,
  ): void;
  settled(): Promise<void>;
  dispose(): void;
}

/** What a deck needs from its session. */
export interface DeckOptions {
  readonly name: DeckName;
  readonly size: Size;
  readonly detail: Unit01;
  readonly seed: number;
  readonly input: (name: InputName) => GPUTexture;
  readonly paramIndex: (scene: string, param: string) => number;
  readonly report: (message: string) => void;
}

/** An empty deck on a device. */
export function createDeck(context: GpuContext, options: DeckOptions): Deck {
  const { name, size, detail, seed } = options;
  const label = `deck ${name}`;
  const scope = new GpuScope(context, { label, header: { size, detail, seed } });
  const target = scope.texture({ label: 'scene', size, format: PICTURE_FORMAT });
  const slot = createSceneSlot(context, { ...options, label, target });
  const chain = createChain(context, {
    label,
    input: target,
    size,
    detail,
    report: options.report,
    inputOf: (name) => options.input(name as InputName),
  });
  return {
    slot,
    chain,
    get output() {
      return chain.output;
    },
    encode(frame, time, audio, values, effectParam) {
      frame.section(`${label} scene`);
      slot.encode(frame, time, audio, values);
      frame.section(`${label} effects`);
      chain.encode(frame, effectParam);
    },
    settled: async () => {
      await slot.settled();
      await chain.settled();
    },
    dispose() {
      slot.dispose();
      chain.dispose();
      scope.dispose();
    },
  };
}

/** The scene of a choice value, held within the list. @throws Error for an empty list */
export function sceneAt(scenes: readonly SceneDefinition[], index: number): SceneDefinition {
  const scene = scenes[Math.min(scenes.length - 1, Math.max(0, Math.round(index)))];
  if (!scene) throw new Error('The instrument needs at least one scene.');
  return scene;
}

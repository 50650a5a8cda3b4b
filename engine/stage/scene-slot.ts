import type { AudioLevels } from '../core/audio-levels.ts';
import { fail, messageOf } from '../core/errors.ts';
import type { FrameTime } from '../core/frame-time.ts';
import { createRandom } from '../core/random.ts';
import type { Size, Unit01 } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import type { GpuContext } from '../gpu/gpu-context.ts';
import { GpuScope, PARAM_HEADER_FLOATS } from '../gpu/gpu-scope.ts';
import type { ParamSnapshot } from '../params/param-store.ts';
import type { InputName, SceneBody, SceneDefinition, SceneFrame } from './scene.ts';

/** What a slot needs from its session. */
export interface SceneSlotOptions {
  readonly label: string;
  readonly size: Size;
  readonly detail: Unit01;
  readonly seed: number;
  /** The picture that scenes fill. */
  readonly target: GPUTexture;
  /** Textures by input name. @throws InstrumentError for an unknown name */
  readonly input: (name: InputName) => GPUTexture;
  /** Place of a scene's parameter in the snapshot. */
  readonly paramIndex: (scene: string, param: string) => number;
  readonly report: (message: string) => void;
}

/** A place in which one scene at a time plays. The scene before goes on until the next is ready. */
export interface SceneSlot {
  /** The scene that plays now, or null before the first is ready. */
  readonly playing: SceneDefinition | null;
  /** Inputs of the scenes that play or come next. */
  readonly inputs: readonly InputName[];
  /** Builds a scene in the background and plays it when it is ready. */
  show(definition: SceneDefinition): void;
  /** Resolves when nothing is being built. */
  settled(): Promise<void>;
  encode(frame: FrameEncoder, time: FrameTime, audio: AudioLevels, values: ParamSnapshot): void;
  dispose(): void;
}

/** A built scene with its parameters' places in the snapshot. */
interface PlayingScene {
  readonly definition: SceneDefinition;
  readonly scope: GpuScope;
  readonly body: SceneBody;
  readonly indices: readonly number[];
  readonly frame: { time: FrameTime; audio: AudioLevels; param: (name: string) => number };
}

function seedFor(name: string, seed: number): number {
  let hash = seed | 0;
  for (const character of name) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) | 0;
  return hash;
}

async function buildScene(
  context: GpuContext,
  definition: SceneDefinition,
  options: SceneSlotOptions,
): Promise<PlayingScene> {
  const { size, detail, target, label } = options;
  const names = Object.keys(definition.params);
  const seed = seedFor(definition.name, options.seed);
  const random = createRandom(seed);
  const scope = new GpuScope(context, {
    label: `${label} ${definition.name}`,
    header: { size, detail, seed: random.unit() },
    paramNames: names,
  });
  const input = (name: InputName): GPUTexture => {
    if (definition.inputs.includes(name)) return options.input(name);
    return fail({
      subject: `The input "${name}" of scene "${definition.name}"`,
      constraint: 'be named in its inputs',
      got: definition.inputs.join(', ') || 'no inputs',
      remedy: `add '${name}' to inputs in scenes/${definition.name}/scene.ts`,
    });
  };
  try {
    const { build } = await definition.load();
    const body = await build({ scope, size, detail, random, target, input });
    return {
      definition,
      scope,
      body,
      indices: paramIndices(definition, options),
      frame: sceneFrame(definition, scope),
    };
  } catch (thrown) {
    scope.dispose();
    throw thrown;
  }
}

function paramIndices(definition: SceneDefinition, options: SceneSlotOptions): number[] {
  return Object.keys(definition.params).map((name) => options.paramIndex(definition.name, name));
}

/** The object that a scene is handed every frame; its fields are rewritten, never replaced. */
function sceneFrame(definition: SceneDefinition, scope: GpuScope): PlayingScene['frame'] {
  const places = new Map(
    Object.keys(definition.params).map((name, i) => [name, PARAM_HEADER_FLOATS + i]),
  );
  const param = (name: string): number => {
    const place = places.get(name);
    if (place !== undefined) return scope.params.values[place] ?? 0;
    return fail({
      subject: `The parameter "${name}" of scene "${definition.name}"`,
      constraint: 'be declared',
      got: [...places.keys()].join(', '),
      remedy: `add it to params in scenes/${definition.name}/scene.ts`,
    });
  };
  return { time: null as unknown as FrameTime, audio: null as unknown as AudioLevels, param };
}

/** An empty slot on a device. */
export function createSceneSlot(context: GpuContext, options: SceneSlotOptions): SceneSlot {
  let playing: PlayingScene | null = null;
  let wanted: SceneDefinition | null = null;
  let building: Promise<void> = Promise.resolve();
  let failed = false;
  let disposed = false;
  let inputs: readonly InputName[] = [];

  const nameInputs = () => {
    inputs = [...new Set([...(playing?.definition.inputs ?? []), ...(wanted?.inputs ?? [])])];
  };

  const bring = async (definition: SceneDefinition): Promise<void> => {
    if (wanted !== definition || disposed) return;
    try {
      const built = await buildScene(context, definition, options);
      if (wanted !== definition || disposed) return built.scope.dispose();
      playing?.scope.dispose();
      playing = built;
      failed = false;
      nameInputs();
    } catch (thrown) {
      if (!disposed) options.report(`Scene ${definition.label}: ${messageOf(thrown)}`);
    }
  };

  const writeParams = (scene: PlayingScene, values: ParamSnapshot) => {
    const floats = scene.scope.params.values;
    for (let i = 0; i < scene.indices.length; i++) {
      floats[PARAM_HEADER_FLOATS + i] = values.at(scene.indices[i] ?? 0);
    }
  };

  return {
    get playing() {
      return playing?.definition ?? null;
    },
    get inputs() {
      return inputs;
    },
    show(definition) {
      if (wanted === definition) return;
      wanted = definition;
      nameInputs();
      building = building.then(() => bring(definition));
    },
    settled: () => building,
    encode(frame, time, audio, values) {
      if (!playing || failed) return;
      writeParams(playing, values);
      playing.frame.time = time;
      playing.frame.audio = audio;
      try {
        playing.body.encode(frame, playing.frame satisfies SceneFrame);
      } catch (thrown) {
        failed = true;
        options.report(
          `Scene ${playing.definition.label} stopped: ${messageOf(thrown)} Its last picture stays.`,
        );
      }
    },
    dispose() {
      disposed = true;
      playing?.scope.dispose();
      playing = null;
    },
  };
}

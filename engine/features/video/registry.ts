import { fail } from '../../core/errors.ts';
import type { Size, Unit01 } from '../../core/units.ts';
import type { FrameEncoder } from '../../gpu/frame-encoder.ts';
import type { GpuContext } from '../../gpu/gpu-context.ts';
import { GpuScope } from '../../gpu/gpu-scope.ts';
import type { VideoFeature, VideoFeatureBody } from './feature.ts';

const found = import.meta.glob<VideoFeature>(['./*.ts', '!./{feature,registry,*-size,flow-*}.ts'], {
  eager: true,
  import: 'default',
});

/** Every video feature of this folder, each after those that it needs. */
export const videoFeatures: readonly VideoFeature[] = dependenciesFirst(
  Object.keys(found)
    .sort()
    .flatMap((path) => found[path] ?? []),
);

/**
 * Orders features so that each comes after those that it needs.
 * @throws InstrumentError when one needs a feature that does not exist, or itself
 */
export function dependenciesFirst(features: readonly VideoFeature[]): VideoFeature[] {
  const ordered: VideoFeature[] = [];
  const visit = (feature: VideoFeature, path: readonly string[]) => {
    if (ordered.includes(feature)) return;
    if (path.includes(feature.name)) {
      fail({
        subject: `The video feature "${feature.name}"`,
        constraint: 'not need itself',
        got: [...path, feature.name].join(' > '),
        remedy: 'take one of these out of the needs of the one before it',
      });
    }
    for (const name of feature.needs) {
      visit(named(features, name), [...path, feature.name]);
    }
    ordered.push(feature);
  };
  for (const feature of features) visit(feature, []);
  return ordered;
}

function named(features: readonly VideoFeature[], name: string): VideoFeature {
  return (
    features.find((feature) => feature.name === name) ??
    fail({
      subject: 'The name of a video feature',
      constraint: `be one of ${features.map((feature) => feature.name).join(', ')}`,
      got: name,
      remedy: 'correct it, or add engine/features/video/<feature>.ts',
    })
  );
}

/** The video features on a device. */
export interface VideoFeaturesGpu {
  readonly names: readonly string[];
  /** What a feature makes; the same texture for good. @throws InstrumentError for another name */
  texture(name: string): GPUTexture;
  /** What a feature makes beside that. @throws InstrumentError for another name */
  part(name: string, part: string): GPUTexture;
  /** Brings the features that are needed up to date, and those that they need before them. */
  encode(frame: FrameEncoder, needed: ReadonlySet<string>): void;
  dispose(): void;
}

/** What the features are built with. */
export interface VideoFeaturesOptions {
  /** `PICTURE_FORMAT`, linear light. */
  readonly picture: GPUTexture;
  readonly size: Size;
  /**
   * Whether the picture is another one than on the frame before. It saves the work of comparing
   * a picture with itself when the display is faster than the camera; without it every frame
   * counts as fresh, and the features find out by themselves what stands still.
   */
  readonly fresh?: () => boolean;
  /** Share of the full amount of work; half of it on a software adapter unless it is given. */
  readonly detail?: Unit01;
}

/** What a device that computes pictures on the CPU has time for. */
const SOFTWARE_DETAIL: Unit01 = 0.5;

/** A feature with what the registry knows of it. */
interface Built {
  readonly feature: VideoFeature;
  readonly scope: GpuScope;
  readonly body: VideoFeatureBody;
  /** Count of the registry's frames on which it was last encoded. */
  encodedAt: number;
}

/** The textures that a feature may read: those of the features that it needs. */
function inputsOf(feature: VideoFeature, needed: readonly Built[]) {
  return (wanted: string): GPUTexture =>
    needed.find((entry) => entry.feature.name === wanted)?.body.texture ??
    fail({
      subject: `An input of the video feature "${feature.name}"`,
      constraint: `be one of its needs (${feature.needs.join(', ') || 'none'})`,
      got: wanted,
      remedy: 'add it to the needs',
    });
}

/** Builds all features, each as soon as those that it needs are there. */
async function buildAll(context: GpuContext, options: VideoFeaturesOptions): Promise<Built[]> {
  const { picture, size, detail = context.adapter.software ? SOFTWARE_DETAIL : 1 } = options;
  const scopes: GpuScope[] = [];
  const building = new Map<string, Promise<Built>>();
  const build = async (feature: VideoFeature): Promise<Built> => {
    const needed = await Promise.all(feature.needs.flatMap((name) => building.get(name) ?? []));
    const scope = new GpuScope(context, {
      label: `feature ${feature.name}`,
      header: { size, detail, seed: 0 },
      paramNames: feature.params ?? [],
    });
    scopes.push(scope);
    const input = inputsOf(feature, needed);
    const body = await feature.build({ scope, picture, size, detail, input });
    return { feature, scope, body, encodedAt: Number.NaN };
  };
  for (const feature of videoFeatures) building.set(feature.name, build(feature));
  const results = await Promise.allSettled(building.values());
  const failed = results.find((result) => result.status === 'rejected');
  if (!failed) return results.flatMap((result) => ('value' in result ? [result.value] : []));
  for (const scope of scopes) scope.dispose();
  throw failed.reason;
}

function bodyOf(built: readonly Built[], name: string): VideoFeatureBody {
  const feature = named(videoFeatures, name);
  const entry = built.find((each) => each.feature === feature);
  if (!entry) throw new Error(`The video feature "${name}" was not built.`);
  return entry.body;
}

function partOf({ parts = {} }: VideoFeatureBody, name: string, part: string): GPUTexture {
  return (
    parts[part] ??
    fail({
      subject: `The part of the video feature "${name}"`,
      constraint: `be one of ${Object.keys(parts).join(', ') || 'none'}`,
      got: part,
      remedy: 'correct it',
    })
  );
}

/** Builds every video feature on a device. @throws ShaderError when a shader does not compile */
export async function buildVideoFeatures(
  context: GpuContext,
  options: VideoFeaturesOptions,
): Promise<VideoFeaturesGpu> {
  const { fresh = () => true } = options;
  const built = await buildAll(context, options);
  const wanted = new Set<string>();
  const now = { fresh: true, restart: false };
  let frames = 0;

  const want = (needed: ReadonlySet<string>) => {
    wanted.clear();
    // Backwards, so that what a feature needs is met after it.
    for (let i = built.length - 1; i >= 0; i--) {
      const feature = built[i]?.feature;
      if (!feature || !(needed.has(feature.name) || wanted.has(feature.name))) continue;
      wanted.add(feature.name);
      for (const name of feature.needs) wanted.add(name);
    }
  };

  return {
    names: built.map(({ feature }) => feature.name),
    texture: (name) => bodyOf(built, name).texture,
    part: (name, part) => partOf(bodyOf(built, name), name, part),
    encode(frame, needed) {
      frames += 1;
      want(needed);
      const pictureIsFresh = fresh();
      for (const entry of built) {
        if (!wanted.has(entry.feature.name)) continue;
        now.restart = entry.encodedAt !== frames - 1;
        now.fresh = pictureIsFresh || now.restart;
        entry.encodedAt = frames;
        frame.section(entry.feature.name);
        entry.body.encode(frame, now);
      }
    },
    dispose() {
      for (const { scope } of built) scope.dispose();
    },
  };
}

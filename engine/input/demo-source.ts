import demoCode from '../../shaders/input/demo.wgsl?raw';
import tilesCode from '../../shaders/input/demo-tiles.wgsl?raw';
import viewCode from '../../shaders/input/demo-view.wgsl?raw';
import type { Size } from '../core/units.ts';
import type { DrawCall, FrameEncoder } from '../gpu/frame-encoder.ts';
import { FRAME_PLACES } from '../gpu/frame-uniform.ts';
import { type GpuContext, PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { GpuScope } from '../gpu/gpu-scope.ts';
import { DancerPose, POSE_FLOATS } from './dancer-pose.ts';
import { buildPicturePainter, FADE_OVER } from './picture-painter.ts';

/** The picture that moves before any permission is given: a dancer, drawn by our own shader. */
export interface DemoSource {
  /** Draws the dancer's share, 0 to 1, over the view. */
  encode(frame: FrameEncoder, view: GPUTextureView, share: number): void;
  dispose(): void;
}

const OVER: DrawCall = { load: 'keep' };
/** Place of the share in the `Params` struct, behind its header. */
const SHARE = 4;
/** Pixels a side of a tile, see `shaders/input/demo-view.wgsl`. */
const TILE = 8;
/** Tiles a side of a workgroup. */
const GROUP = 8;
/** Widest dancer on a device that computes pictures on the CPU. */
const SOFTWARE_WIDTH = 320;

const shader = (name: string, code: string) => ({ path: `shaders/input/${name}.wgsl`, code });

/** The dancer at a size of its own. */
async function buildDancer(context: GpuContext, size: Size) {
  const scope = new GpuScope(context, {
    label: 'demo source',
    header: { size, detail: 1, seed: 0 },
    paramNames: ['fade'],
    modules: new Map([['demo-view', shader('demo-view', viewCode)]]),
  });
  const [columns, rows] = [Math.ceil(size.width / TILE), Math.ceil(size.height / TILE)];
  const pose = scope.uniform('pose', POSE_FLOATS);
  const dancer = new DancerPose(pose.values);
  const tiles = scope.buffer('tiles', columns * rows * 4);
  const [find, paint] = await Promise.all([
    scope.compute(shader('demo-tiles', tilesCode)),
    scope.draw(shader('demo', demoCode), { format: PICTURE_FORMAT, blend: FADE_OVER }),
  ]);
  const [finding, painting] = [find.bind({ pose, tiles }), paint.bind({ pose, tiles })];
  const cues = { seconds: 0, beat: 0, rms: 0, mid: 0, lowOnset: 0 };
  const listen = () => {
    const { values } = context.frameUniform;
    cues.seconds = values[FRAME_PLACES.time] ?? 0;
    cues.beat = values[FRAME_PLACES.beat] ?? 0;
    cues.rms = values[FRAME_PLACES.rms] ?? 0;
    cues.mid = values[FRAME_PLACES.mid] ?? 0;
    cues.lowOnset = values[FRAME_PLACES.lowOnset] ?? 0;
  };
  return {
    scope,
    encode(frame: FrameEncoder, view: GPUTextureView, share: number): void {
      scope.params.values[SHARE] = share;
      listen();
      dancer.update(cues);
      frame.dispatch(finding, columns / GROUP, rows / GROUP);
      frame.draw(painting, view, OVER);
    },
  };
}

/** The dancer small, and then enlarged into the picture. */
async function buildEnlarged(context: GpuContext, small: Size, size: Size): Promise<DemoSource> {
  const dancer = await buildDancer(context, small);
  const painter = await buildPicturePainter(context, 'copied', size);
  const source = dancer.scope.texture({ label: 'small', size: small, format: PICTURE_FORMAT });
  const smallView = source.createView();
  const enlarge = painter.step.bind({ source });
  return {
    encode(frame, view, share) {
      dancer.encode(frame, smallView, 1);
      painter.place({ ...small, mirror: false }, share);
      frame.draw(enlarge, view, OVER);
    },
    dispose() {
      painter.scope.dispose();
      dancer.scope.dispose();
    },
  };
}

/**
 * Builds the demo source on a device. On a software adapter it is drawn smaller than the
 * picture and enlarged, since there it would take more time than all the rest.
 * @throws ShaderError
 */
export async function buildDemoSource(
  context: GpuContext,
  options: { readonly size: Size },
): Promise<DemoSource> {
  const { size } = options;
  if (context.adapter.software && size.width > SOFTWARE_WIDTH) {
    const height = Math.max(1, Math.round((SOFTWARE_WIDTH * size.height) / size.width));
    return buildEnlarged(context, { width: SOFTWARE_WIDTH, height }, size);
  }
  const dancer = await buildDancer(context, size);
  return { encode: dancer.encode, dispose: () => dancer.scope.dispose() };
}

import display from '../../shaders/output/display.wgsl?raw';
import type { Size, Unit01 } from '../core/units.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import type { GpuContext } from '../gpu/gpu-context.ts';
import { GpuScope, PARAM_HEADER_FLOATS } from '../gpu/gpu-scope.ts';

/** How the limiter works in a frame. */
export interface FlashLimiterState {
  on: boolean;
  /** 1 = as it is, 0 = blackout. */
  brightness: Unit01;
}

/** The last pass: from linear HDR light to the 8 bits of a display, with flashes softened. */
export interface FlashLimiter {
  /** 16 x 16 pixels, `rgba8unorm`: how hard it works now, for a small canvas of the page. */
  readonly indicator: GPUTexture;
  encode(frame: FrameEncoder, state: Readonly<FlashLimiterState>): void;
  dispose(): void;
}

const INDICATOR_SIZE: Size = { width: 16, height: 16 };

/**
 * Builds the limiter.
 * @param options.source linear HDR picture, `rgba16float`
 * @param options.target picture for a display, sRGB-encoded, `rgba8unorm`
 */
export async function buildFlashLimiter(
  context: GpuContext,
  options: { source: GPUTexture; target: GPUTexture; size: Size },
): Promise<FlashLimiter> {
  const { source, target, size } = options;
  const scope = new GpuScope(context, {
    label: 'flash limiter',
    header: { size, detail: 1, seed: 0 },
    paramNames: ['on', 'brightness'],
  });
  const indicator = scope.texture({
    label: 'indicator',
    size: INDICATOR_SIZE,
    format: 'rgba8unorm',
  });
  const step = await scope.draw(
    { path: 'shaders/output/display.wgsl', code: display },
    { format: 'rgba8unorm' },
  );
  const bound = step.bind({ source });
  const view = target.createView();
  return {
    indicator,
    encode(frame, state) {
      scope.params.values[PARAM_HEADER_FLOATS] = state.on ? 1 : 0;
      scope.params.values[PARAM_HEADER_FLOATS + 1] = state.brightness;
      frame.section('flash limiter');
      frame.draw(bound, view);
    },
    dispose: () => scope.dispose(),
  };
}

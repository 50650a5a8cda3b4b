import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Size } from '../../../engine/core/units.ts';
import type { OutputView } from '../../../engine/output/canvas-outputs.ts';
import { canvasSize, resizeCanvas } from '../../../engine/output/canvas-size.ts';
import { useSession } from '../session-context.ts';

/** A canvas that the session draws into, as large as its box shows. */
export function ViewCanvas(props: {
  /** The same object for as long as the view is the same. */
  readonly view: OutputView;
  readonly fit?: 'contain' | 'cover';
  /** Pixels of a canvas that is not fitted to its box: one that is seldom drawn. */
  readonly pixels?: Size;
  readonly label: string;
}) {
  const { view, fit = 'cover', label, pixels } = props;
  const { instrument, size } = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  const fitCanvas = () => {
    const element = canvas.current;
    if (!element || pixels || element.clientWidth === 0) return;
    const box = { width: element.clientWidth, height: element.clientHeight };
    resizeCanvas(element, canvasSize(box, window.devicePixelRatio, size.peek()));
  };
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    fitCanvas();
    const remove = instrument.outputs.add(element, view, { fit });
    const watch = new ResizeObserver(fitCanvas);
    watch.observe(element);
    return () => {
      watch.disconnect();
      remove();
    };
  }, [instrument, view, fit]);
  useSignalEffect(() => {
    if (size.value) fitCanvas();
  });
  return <canvas ref={canvas} class="view" role="img" aria-label={label} {...pixels} />;
}

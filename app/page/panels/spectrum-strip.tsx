import { useEffect, useRef } from 'preact/hooks';
import { audioSlot } from '../../../engine/features/audio/layout.ts';
import { useSession } from '../session-context.ts';

const WIDTH = 128;
const HEIGHT = 24;
const slot = audioSlot('spectrum');

/** The spectrum that the scenes see, low to high. */
export function SpectrumStrip() {
  const { instrument, ticks } = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.fillStyle = '#b9b9c2';
    let isEmpty = false;
    return ticks.onTick(() => {
      const { features } = instrument;
      let sum = 0;
      for (let i = 0; i < slot.size; i++) sum += features[slot.offset + i] ?? 0;
      if (sum === 0 && isEmpty) return;
      isEmpty = sum === 0;
      context.clearRect(0, 0, WIDTH, HEIGHT);
      for (let i = 0; i < slot.size; i += 2) {
        const height = (features[slot.offset + i] ?? 0) * HEIGHT;
        context.fillRect((i * WIDTH) / slot.size, HEIGHT - height, 1, height);
      }
    });
  }, [instrument, ticks]);
  return (
    <canvas
      ref={canvas}
      class="spectrum"
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label="Spectrum of the sound"
    />
  );
}

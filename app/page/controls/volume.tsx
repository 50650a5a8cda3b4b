import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { SessionSound } from '../../session/sound.ts';

const STEP = 0.05;

/** Loudness in the room. It is not a parameter: neither the picture nor a recording hears it. */
export function Volume({ sound }: { readonly sound: SessionSound }) {
  const { volume, input } = sound;
  const face = useMemo(
    () => ({
      percent: computed(() => Math.round(volume.value * 100)),
      text: computed(() => `${Math.round(volume.value * 100)}%`),
      travel: computed(() => `--travel:${volume.value.toFixed(3)}`),
    }),
    [volume],
  );
  const set = (next: number) => {
    volume.value = Math.min(1, Math.max(0, next));
    input.setVolume(volume.value);
  };
  const onPointerDown = (event: PointerEvent) => {
    const element = event.currentTarget as HTMLElement;
    element.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    const element = event.currentTarget as HTMLElement;
    if (!element.hasPointerCapture(event.pointerId)) return;
    set(volume.value + (event.movementX - event.movementY) / element.clientWidth);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const up = event.key === 'ArrowUp' || event.key === 'ArrowRight';
    const down = event.key === 'ArrowDown' || event.key === 'ArrowLeft';
    if (!up && !down) return;
    event.preventDefault();
    set(volume.value + (up ? STEP : -STEP));
  };
  return (
    <div
      class="fader fader-bar volume"
      role="slider"
      tabIndex={0}
      aria-label="Volume in the room"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={face.percent}
      aria-valuetext={face.text}
      title="Volume in the room; a recording does not hear it"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onDblClick={() => set(1)}
      onWheel={(event) => {
        event.preventDefault();
        set(volume.value - Math.sign(event.deltaY) * STEP);
      }}
      onKeyDown={onKeyDown}
    >
      <div class="fader-track" style={face.travel}>
        <div class="fader-fill" />
        <span class="fader-inside" aria-hidden="true">
          Vol {face.percent}
        </span>
      </div>
    </div>
  );
}

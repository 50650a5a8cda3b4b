import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { CROSSFADE_LENGTHS } from '../../../engine/control/key-map.ts';
import { useFace } from '../controls/fader.tsx';
import { KeyCap } from '../controls/key-cap.tsx';
import { Press } from '../controls/press.tsx';
import { Select } from '../controls/select.tsx';
import { useSession } from '../session-context.ts';

const CENTRE = 0.5;

/** The crossfader: deck A at its left, deck B at its right. */
function Crossfader() {
  const session = useSession();
  const face = useFace(session, 'mixer.crossfade');
  const { value, travel, turning } = face;
  const text = useMemo(
    () =>
      computed(
        () => `A ${Math.round(100 - value.value * 100)}%, B ${Math.round(value.value * 100)}%`,
      ),
    [value],
  );
  return (
    <div
      class="crossfader"
      role="slider"
      tabIndex={0}
      aria-label="Crossfader"
      aria-valuemin={0}
      aria-valuemax={1}
      aria-valuenow={value}
      aria-valuetext={text}
      aria-keyshortcuts="ArrowLeft ArrowRight"
      data-param="mixer.crossfade"
      title="Crossfader: drag; a double-click centres it"
      style={travel}
      {...turning}
      onDblClick={() => session.send.set('mixer.crossfade', CENTRE)}
    >
      <svg
        class="crossfader-wedges"
        viewBox="0 0 100 20"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path class="wedge-a" d="M0 0H100L0 20Z" />
        <path class="wedge-b" d="M100 0V20H0Z" />
      </svg>
      <i class="crossfader-centre" />
      <span class="crossfader-run">
        <i class="crossfader-knob" />
      </span>
    </div>
  );
}

function Lengths() {
  const { params, send } = useSession();
  const beats = params.of('mixer.beats').value;
  return (
    <fieldset class="segments" aria-label="Length of the fade in beats">
      {CROSSFADE_LENGTHS.map((length) => (
        <Press
          key={length}
          pressed={beats === length}
          title={length === 0 ? 'Cut' : `${length} beats`}
          onPress={() => send.set('mixer.beats', length)}
        >
          {length === 0 ? 'Cut' : length}
        </Press>
      ))}
    </fieldset>
  );
}

/** Crossfader, Go, and the manner of going. */
export function Mix() {
  const { send } = useSession();
  return (
    <section class="mix" aria-label="Mix">
      <div class="mix-fader">
        <span class="mix-end" data-hue="a">
          A <KeyCap cap="←" />
        </span>
        <Crossfader />
        <span class="mix-end" data-hue="b">
          <KeyCap cap="→" /> B
        </span>
      </div>
      <div class="mix-row">
        <Press
          class="go"
          learn="mixer.go"
          cap="Space"
          title={send.declaration('mixer.go').about}
          onPress={() => send.hit('mixer.go')}
        >
          Go
        </Press>
        <div class="field">
          <span class="row-label">Beats</span>
          <Lengths />
        </div>
        <div class="field">
          <span class="row-label">Transition</span>
          <Select id="mixer.transition" />
        </div>
        <div class="field">
          <span class="row-label">Blend</span>
          <Select id="mixer.blend" />
        </div>
      </div>
    </section>
  );
}

import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { type ParamDeclaration, toTravel } from '../../../engine/params/declaration.ts';
import type { LiveSession } from '../../session/live-session.ts';
import { useSession } from '../session-context.ts';
import { formatEnd, formatValue } from './format.ts';
import { type TurningOptions, turn } from './turning.ts';

/** Signals of what a control shows: they change the page without rendering anything anew. */
export function useFace(session: LiveSession, id: string, options?: TurningOptions) {
  return useMemo(() => {
    const { params, send, hand } = session;
    const spec = send.declaration(id);
    const value = params.of(id);
    return {
      spec,
      value,
      mover: session.movers.of(id),
      reach: session.reaches.of(id),
      text: computed(() => formatValue(spec, value.value)),
      travel: computed(() => `--travel:${toTravel(spec, value.value).toFixed(4)}`),
      inHand: computed(() => (hand.paramSignal.value === id ? 'true' : undefined)),
      turning: turn(session, id, options),
    };
  }, [session, id, options]);
}

/** Where the fill begins: at zero in a range that has both signs, else at the left. */
function origin(spec: ParamDeclaration): number {
  return spec.min < 0 && spec.max > 0 ? toTravel(spec, 0) : 0;
}

/** A number that is turned: its name, value, range and default. */
export function Fader(props: {
  readonly id: string;
  readonly label?: string;
  /** `bar`: nothing but the bar with its value inside. */
  readonly form?: 'full' | 'bar';
}) {
  const { id, form = 'full' } = props;
  const session = useSession();
  const { spec, value, text, mover, reach, travel, inHand, turning } = useFace(session, id);
  const isMoved = useMemo(() => computed(() => reach.value !== ''), [reach]);
  const label = props.label ?? spec.label;
  const places = `--rest:${toTravel(spec, spec.default)};--origin:${origin(spec)}`;
  return (
    <div
      class={`fader fader-${form}`}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={spec.min}
      aria-valuemax={spec.max}
      aria-valuenow={value}
      aria-valuetext={text}
      data-param={id}
      data-in-hand={inHand}
      title={spec.about}
      {...turning}
    >
      {form === 'full' && (
        <div class="fader-head">
          <span class="fader-label">{label}</span>
          <span class="fader-mover">{mover}</span>
          <span class="fader-value">{text}</span>
        </div>
      )}
      <div class="fader-track" style={travel}>
        <div class="fader-fill" style={places} />
        <i class="fader-rest" style={places} />
        {isMoved.value && <i class="fader-reach" style={reach} />}
        {form === 'full' ? (
          <span class="fader-ends" aria-hidden="true">
            <span>{formatEnd(spec.min)}</span>
            <span>{formatEnd(spec.max)}</span>
          </span>
        ) : (
          <span class="fader-inside" aria-hidden="true">
            {text}
          </span>
        )}
      </div>
    </div>
  );
}

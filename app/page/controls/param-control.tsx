import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { useSession } from '../session-context.ts';
import { Fader } from './fader.tsx';
import { inWords } from './format.ts';
import { Press } from './press.tsx';
import { Select } from './select.tsx';
import { Switch } from './switch.tsx';

/** Choices that fit beside each other; more of them become a list. */
const MOST_SEGMENTS = 4;
const LONGEST_ROW = 22;

function Segments({ id }: { readonly id: string }) {
  const { params, send } = useSession();
  const { choices, label } = send.declaration(id);
  const index = params.of(id).value;
  return (
    <fieldset class="segments" aria-label={label}>
      {choices.map((name, value) => (
        <Press key={name} pressed={value === index} onPress={() => send.set(id, value)}>
          {inWords(name)}
        </Press>
      ))}
    </fieldset>
  );
}

function Choice({ id }: { readonly id: string }) {
  const { choices } = useSession().send.declaration(id);
  const fits = choices.length <= MOST_SEGMENTS && choices.join('').length <= LONGEST_ROW;
  return fits ? <Segments id={id} /> : <Select id={id} class="wide" />;
}

/** A parameter in the form that its kind asks for. */
export function ParamControl({ id }: { readonly id: string }) {
  const { send, hand } = useSession();
  const spec = send.declaration(id);
  const inHand = useMemo(
    () => computed(() => (hand.paramSignal.value === id ? 'true' : undefined)),
    [hand, id],
  );
  if (spec.kind === 'number') return <Fader id={id} />;
  return (
    <div
      class="param"
      title={spec.about}
      data-param={id}
      data-in-hand={inHand}
      onFocusCapture={() => hand.takeParam(id)}
      onPointerDown={() => hand.takeParam(id)}
    >
      <span class="fader-label">{spec.label}</span>
      {spec.kind === 'choice' && <Choice id={id} />}
      {spec.kind === 'toggle' && <Switch id={id} label="On" />}
      {spec.kind === 'trigger' && <Press onPress={() => send.hit(id)}>Hit</Press>}
    </div>
  );
}

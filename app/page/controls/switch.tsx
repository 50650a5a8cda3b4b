import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { useSession } from '../session-context.ts';
import { Press } from './press.tsx';

/** A switch that turns a parameter on and off. */
export function Switch(props: {
  readonly id: string;
  readonly label?: string;
  readonly cap?: string;
  readonly class?: string;
}) {
  const { id, cap } = props;
  const { params, send } = useSession();
  const spec = send.declaration(id);
  const isOn = useMemo(() => computed(() => params.of(id).value > 0.5), [params, id]);
  return (
    <Press
      class={`switch ${props.class ?? ''}`}
      title={spec.about}
      pressed={isOn}
      learn={id}
      onPress={() => send.flip(id)}
      {...(cap ? { cap } : {})}
    >
      <i class="lamp" aria-hidden="true" />
      {props.label ?? spec.label}
    </Press>
  );
}

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ParamControl } from '../../controls/param-control.tsx';
import { Press } from '../../controls/press.tsx';
import { useSession } from '../../session-context.ts';

/** The bank as a grid of 8 x 8, as on a pad controller. */
function Grid() {
  const { hands, params, send } = useSession();
  const { bank } = hands.snapshots;
  const state = useSignal(bank.state);
  useEffect(
    () =>
      bank.onChange((next) => {
        state.value = next;
      }),
    [bank, state],
  );
  const now = params.of('snapshots.slot').value;
  return (
    <fieldset class="bank" aria-label="Snapshots">
      {state.value.map((snapshot, i) => (
        <Press
          key={`slot${i + 1}`}
          class={snapshot ? 'slot-full' : 'slot-empty'}
          pressed={now === i + 1}
          label={`Snapshot ${i + 1}${snapshot ? '' : ': empty'}`}
          onPress={() => send.set('snapshots.slot', i + 1)}
        >
          {i + 1}
        </Press>
      ))}
    </fieldset>
  );
}

const SETTINGS = ['store', 'scope', 'beats', 'from', 'to', 'morph'];

/** Snapshots, cues and loops. */
export function SnapshotPanel() {
  const { hands, send } = useSession();
  return (
    <div class="snapshots">
      <section>
        <h3>Snapshots</h3>
        <Grid />
        <div class="hands-row">
          <Press onPress={() => send.hit('snapshots.back')}>Back</Press>
          <Press onPress={() => send.hit('snapshots.go')}>Next cue</Press>
          <Press onPress={() => hands.snapshots.bank.undo()}>Undo</Press>
          <Press onPress={() => hands.snapshots.bank.redo()}>Redo</Press>
        </div>
      </section>
      <section>
        <h3>Taking and recalling</h3>
        <div class="hands-params">
          {SETTINGS.map((name) => (
            <ParamControl key={name} id={`snapshots.${name}`} />
          ))}
        </div>
        <h3>Loops of what hands do</h3>
        <div class="hands-params">
          {['bars', 'record', 'clear'].map((name) => (
            <ParamControl key={name} id={`loops.${name}`} />
          ))}
        </div>
      </section>
    </div>
  );
}

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type CueList, moveCue } from '../../../../engine/session/cue-list.ts';
import type { SnapshotBank } from '../../../../engine/session/snapshots.ts';
import { ParamControl } from '../../controls/param-control.tsx';
import { Press } from '../../controls/press.tsx';
import { useSession } from '../../session-context.ts';

/** The bank as it is now. */
function useBank(): SnapshotBank {
  const { bank } = useSession().hands.snapshots;
  const state = useSignal(bank.state);
  useEffect(
    () =>
      bank.onChange((next) => {
        state.value = next;
      }),
    [bank, state],
  );
  return state.value;
}

/** The cue list: each cue can be gone to, moved up and taken out. */
function Cues() {
  const { hands, params, send } = useSession();
  const { bank } = hands.snapshots;
  const { slots, cues } = useBank();
  const now = params.of('snapshots.cue').value;
  const order = (next: CueList) => bank.change({ slots, cues: next });
  if (cues.length === 0) return <p class="cues-none">No list: Next cue walks the bank.</p>;
  return (
    <ol class="cues" aria-label="Cue list">
      {cues.map(({ slot, beats }, i) => (
        <li key={i}>
          <Press pressed={now === i + 1} onPress={() => send.set('snapshots.cue', i + 1)}>
            {i + 1}: snapshot {slot}, {beats > 0 ? `${beats} beats` : 'cut'}
          </Press>
          <Press
            label={`Move cue ${i + 1} up`}
            disabled={i === 0}
            onPress={() => order(moveCue(cues, i + 1, i))}
          >
            ↑
          </Press>
          <Press
            label={`Remove cue ${i + 1}`}
            onPress={() => order(cues.filter((_, place) => place !== i))}
          >
            ×
          </Press>
        </li>
      ))}
    </ol>
  );
}

/** The bank as a grid of 8 x 8, as on a pad controller. */
function Grid() {
  const { params, send } = useSession();
  const { slots } = useBank();
  const now = params.of('snapshots.slot').value;
  return (
    <fieldset class="bank" aria-label="Snapshots">
      {slots.map((snapshot, i) => (
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
          <Press
            learn="snapshots.addCue"
            title={send.declaration('snapshots.addCue').about}
            onPress={() => send.hit('snapshots.addCue')}
          >
            Add cue
          </Press>
          <Press onPress={() => hands.snapshots.bank.undo()}>Undo</Press>
          <Press onPress={() => hands.snapshots.bank.redo()}>Redo</Press>
        </div>
        <Cues />
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

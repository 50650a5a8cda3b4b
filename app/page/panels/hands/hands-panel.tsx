import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Press } from '../../controls/press.tsx';
import { useSession } from '../../session-context.ts';
import { Controllers } from './controllers.tsx';
import { MappingList } from './mapping-list.tsx';
import { ModulationPanel } from './modulation-panel.tsx';
import { SnapshotPanel } from './snapshot-panel.tsx';

const TABS = ['Controllers', 'Mapping', 'Modulation', 'Snapshots'] as const;

/** Controllers, mapping, modulation and snapshots, over the page. */
export function HandsPanel() {
  const session = useSession();
  const dialog = useRef<HTMLDialogElement>(null);
  const tab = useSignal<(typeof TABS)[number]>('Controllers');
  const isShown = session.handsShown.value;
  useEffect(() => {
    if (isShown) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isShown]);
  const hide = () => {
    session.handsShown.value = false;
  };
  return (
    <dialog
      ref={dialog}
      class="keys hands"
      aria-label="Hands"
      onClose={hide}
      onKeyDown={(event) => {
        // The dialog closes by itself; the instrument must not take it for half a panic.
        if (event.key === 'Escape') event.stopPropagation();
      }}
      onClick={(event) => event.target === dialog.current && hide()}
    >
      <header>
        <fieldset class="tabs" aria-label="Part of the panel">
          {TABS.map((name) => (
            <Press
              key={name}
              class="tab"
              pressed={tab.value === name}
              onPress={() => {
                tab.value = name;
              }}
            >
              {name}
            </Press>
          ))}
        </fieldset>
        <Press cap="M" onPress={hide}>
          Close
        </Press>
      </header>
      {isShown && (
        <div class="hands-body">
          {tab.value === 'Controllers' && <Controllers />}
          {tab.value === 'Mapping' && <MappingList />}
          {tab.value === 'Modulation' && <ModulationPanel />}
          {tab.value === 'Snapshots' && <SnapshotPanel />}
        </div>
      )}
    </dialog>
  );
}

import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { Menu } from './menu.tsx';

/** A source that can be chosen. */
export interface SourceEntry {
  readonly key: string;
  readonly name: string;
  readonly chosen: boolean;
  /** Opens it; without it the entry asks for a file. */
  readonly open?: () => void;
  /** For files: the media types that are accepted. */
  readonly accept?: string;
  readonly openFile?: (file: File) => void;
}

/** A list of sources behind a button that shows the one in use. */
export function SourceMenu(props: {
  readonly label: string;
  readonly face: ComponentChildren;
  readonly entries: readonly SourceEntry[];
  readonly onOpen: () => void;
  readonly children?: ComponentChildren;
}) {
  const files = useRef<HTMLInputElement>(null);
  const pick = (entry: SourceEntry) => {
    if (entry.open) return entry.open();
    const input = files.current;
    if (!input) return;
    input.accept = entry.accept ?? '';
    input.value = '';
    input.onchange = () => {
      const file = input.files?.[0];
      if (file) entry.openFile?.(file);
    };
    input.click();
  };
  return (
    <>
      <Menu
        label={props.label}
        role="menu"
        class="source-button"
        face={props.face}
        onOpen={props.onOpen}
      >
        {props.entries.map((entry) => (
          <button
            key={entry.key}
            type="button"
            class="option"
            role="menuitemradio"
            tabIndex={-1}
            aria-checked={entry.chosen}
            data-closes
            onClick={() => pick(entry)}
          >
            {entry.name}
          </button>
        ))}
        {props.children}
      </Menu>
      <input ref={files} type="file" hidden aria-hidden="true" tabIndex={-1} />
    </>
  );
}

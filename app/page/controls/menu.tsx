import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { keepFocus } from './press.tsx';

const GAP = 4;

/** Puts an open list beside its button, wholly inside the window. */
function place(list: HTMLElement, button: HTMLElement): void {
  const from = button.getBoundingClientRect();
  list.style.minWidth = `${from.width}px`;
  const { width, height } = list.getBoundingClientRect();
  const fitsBelow = from.bottom + GAP + height <= window.innerHeight - GAP;
  const top = fitsBelow ? from.bottom + GAP : Math.max(GAP, from.top - GAP - height);
  list.style.top = `${top}px`;
  list.style.left = `${Math.max(GAP, Math.min(from.left, window.innerWidth - width - GAP))}px`;
}

/** Moves the focus through the entries of an open list. */
function walk(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement;
  const entries = [...list.querySelectorAll<HTMLElement>('[tabindex]')];
  const at = entries.indexOf(document.activeElement as HTMLElement);
  const last = entries.length - 1;
  const next: Record<string, number> = {
    ArrowDown: Math.min(last, at + 1),
    ArrowUp: Math.max(0, at - 1),
    Home: 0,
    End: last,
  };
  const to = next[event.key];
  if (to === undefined) return;
  event.preventDefault();
  entries[to]?.focus();
}

/** A button that opens a list over the page. */
export function Menu(props: {
  readonly label: string;
  readonly face: ComponentChildren;
  /** A `dialog` holds controls, which keep their own keys. */
  readonly role: 'listbox' | 'menu' | 'dialog';
  readonly class?: string;
  readonly title?: string | undefined;
  /** What a controller learns that is pointed here. */
  readonly learn?: string;
  /** Called when it opens. */
  readonly onOpen?: () => void;
  readonly children: ComponentChildren;
}) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  const isOpen = () => list.current?.matches(':popover-open') ?? false;

  const open = () => {
    if (!list.current || !button.current) return;
    props.onOpen?.();
    list.current.showPopover();
    place(list.current, button.current);
    const chosen = list.current.querySelector<HTMLElement>('[aria-selected=true], [tabindex]');
    chosen?.focus();
  };
  const onMouseDown = (event: MouseEvent) => {
    // The browser closes an open list on this very press: the click must not open it again.
    wasOpen.current = isOpen();
    keepFocus(event);
  };
  const onClick = () => {
    const close = wasOpen.current || isOpen();
    wasOpen.current = false;
    if (close) list.current?.hidePopover();
    else open();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={`menu-button ${props.class ?? ''}`}
        aria-label={props.label}
        aria-haspopup={props.role}
        aria-controls={id}
        title={props.title}
        data-learn={props.learn}
        onPointerDown={onMouseDown}
        onMouseDown={keepFocus}
        onClick={onClick}
      >
        {props.face}
        <svg class="chevron" viewBox="0 0 8 8" aria-hidden="true">
          <path d="M1.5 3 4 5.5 6.5 3" />
        </svg>
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: its role comes from its user */}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role comes from its user */}
      <div
        ref={list}
        id={id}
        class="menu"
        popover="auto"
        role={props.role}
        aria-label={props.label}
        onKeyDown={props.role === 'dialog' ? undefined : walk}
        onClick={(event) => {
          const entry = (event.target as Element).closest('[data-closes]');
          if (entry) list.current?.hidePopover();
        }}
      >
        {props.children}
      </div>
    </>
  );
}

import type { Keyboard, KeyPress } from '../../engine/control/keyboard.ts';

/** Elements to which every key belongs while they have the focus. */
const TYPING = 'input, textarea, select, [contenteditable], [role=listbox], [role=menu]';
/** Elements that Space and Enter press. */
const CONTROLS = 'button, a[href], summary, [role=button], [role=switch], [role=tab]';

function focusOf(target: EventTarget | null): KeyPress['focus'] {
  if (!target || !('closest' in target)) return 'free';
  const element = target as Element;
  if (element.closest(TYPING)) return 'typing';
  return element.closest(CONTROLS) ? 'control' : 'free';
}

/** Hands a window's keys to the keyboard, but for those that a control has used already. */
export function listenToKeys(window: Window, keyboard: Keyboard): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    const isOurs = keyboard.press({
      key: event.key,
      code: event.code,
      shift: event.shiftKey,
      modified: event.ctrlKey || event.altKey || event.metaKey,
      repeat: event.repeat,
      focus: focusOf(event.target),
    });
    if (isOurs) event.preventDefault();
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

import type { ParamStore } from '../../../engine/params/param-store.ts';
import type { LiveHands } from './live-hands.ts';

/** What can be pointed at: whatever names its target or its parameter. */
const POINTABLE = '[data-learn], [data-param]';

/**
 * While something is learnt, a press on a control of the page points at it and does nothing else;
 * Escape ends it.
 */
export function listenForPointing(window: Window, hands: LiveHands, store: ParamStore): () => void {
  const isPointing = () => hands.learn.learning.peek() || hands.learn.routing.peek() !== null;
  const onPress = (event: Event) => {
    if (!isPointing()) return;
    const element = (event.target as Element).closest<HTMLElement>(POINTABLE);
    if (!element) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.type !== 'pointerdown') return;
    const target = element.dataset.learn ?? element.dataset.param ?? '';
    const resolved = hands.targets.resolve(target);
    if (!resolved) return;
    const value = element.dataset.learnValue;
    const kind =
      resolved.kind === 'action'
        ? 'action'
        : (store.declarations[store.indexOf(resolved.id)]?.kind ?? 'number');
    hands.learn.point({ target, kind, ...(value !== undefined && { value: Number(value) }) });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isPointing()) return;
    event.preventDefault();
    event.stopPropagation();
    hands.learn.learning.value = false;
    hands.learn.routing.value = null;
  };
  const presses = ['pointerdown', 'mousedown', 'click', 'dblclick'];
  for (const name of presses) window.addEventListener(name, onPress, { capture: true });
  window.addEventListener('keydown', onKey, { capture: true });
  return () => {
    for (const name of presses) window.removeEventListener(name, onPress, { capture: true });
    window.removeEventListener('keydown', onKey, { capture: true });
  };
}

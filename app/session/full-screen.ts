/**
 * Shows an element on the full screen, or ends that.
 * @returns whether the browser did it; some allow it only right after a click or a key
 */
export async function toggleFullScreen(element: Element): Promise<boolean> {
  const { ownerDocument } = element;
  try {
    if (ownerDocument.fullscreenElement) await ownerDocument.exitFullscreen();
    else await element.requestFullscreen({ navigationUI: 'hide' });
    return true;
  } catch {
    return false;
  }
}

import { type CameraDevice, listCameras } from './camera.ts';

/**
 * Calls `onReturn` once when a camera that was unplugged is there again, known by its identifier
 * or, where that has changed, by its name. The result ends the watch.
 */
export function awaitCamera(
  wanted: CameraDevice,
  onReturn: (camera: CameraDevice) => void,
): () => void {
  const abort = new AbortController();
  const { signal } = abort;
  const look = async () => {
    const cameras = await listCameras();
    const found =
      cameras.find(({ id }) => id !== '' && id === wanted.id) ??
      cameras.find(({ label }) => label === wanted.label);
    if (!found || signal.aborted) return;
    abort.abort();
    onReturn(found);
  };
  navigator.mediaDevices?.addEventListener('devicechange', () => void look(), { signal });
  return () => abort.abort();
}

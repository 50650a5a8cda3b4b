import { type AudioDevice, listMicrophones } from './microphone.ts';

/**
 * Calls `onReturn` once when a microphone that was unplugged is there again, known by its
 * identifier or, where that has changed, by its name. The result ends the watch.
 */
export function awaitReturn(
  wanted: AudioDevice,
  onReturn: (device: AudioDevice) => void,
): () => void {
  const abort = new AbortController();
  const look = async () => {
    const devices = await listMicrophones();
    const found =
      devices.find(({ deviceId }) => deviceId === wanted.deviceId) ??
      devices.find(({ label }) => label === wanted.label);
    if (!found || abort.signal.aborted) return;
    abort.abort();
    onReturn(found);
  };
  const { signal } = abort;
  navigator.mediaDevices?.addEventListener('devicechange', () => void look(), { signal });
  return () => abort.abort();
}

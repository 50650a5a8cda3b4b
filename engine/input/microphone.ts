import { type AudioSource, AudioSourceError, streamSource } from './audio-source.ts';

/** A microphone or line input that can be chosen. */
export interface AudioDevice {
  readonly deviceId: string;
  /** The system's name for it; "Microphone 1" and so on until permission is given. */
  readonly label: string;
}

/** Sound as it is: what makes speech on a call clearer spoils music. */
const UNTOUCHED: MediaTrackConstraints = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

/** Says in plain words why a microphone could not be opened, and what to do. */
export function explainMicrophone(thrown: unknown, name = 'The microphone'): AudioSourceError {
  const kind = thrown instanceof Error ? thrown.name : String(thrown);
  const cause = { cause: thrown };
  if (kind === 'NotAllowedError' || kind === 'SecurityError') {
    const remedy =
      'click the sign beside the address of the page, allow the microphone, and choose it again';
    const constraint = 'be allowed for this page';
    return new AudioSourceError(
      'denied',
      { subject: name, constraint, got: 'a refusal', remedy },
      cause,
    );
  }
  if (kind === 'NotFoundError' || kind === 'OverconstrainedError') {
    const remedy = 'plug it in, or choose another one';
    const constraint = 'be plugged in';
    return new AudioSourceError(
      'lost',
      { subject: name, constraint, got: 'no such device', remedy },
      cause,
    );
  }
  if (kind === 'NotReadableError' || kind === 'AbortError') {
    const remedy = 'close the other program that uses it, and choose it again';
    const constraint = 'be free';
    return new AudioSourceError(
      'busy',
      { subject: name, constraint, got: 'a device that another program holds', remedy },
      cause,
    );
  }
  const remedy = 'open the page from localhost or by https, in a browser of this year';
  return new AudioSourceError(
    'failed',
    { subject: name, constraint: 'be reachable from this page', got: kind, remedy },
    cause,
  );
}

/** Every microphone and line input that the browser tells of; none where it tells of none. */
export async function listMicrophones(): Promise<readonly AudioDevice[]> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return all
    .filter(({ kind }) => kind === 'audioinput')
    .map(({ deviceId, label }, index) => ({ deviceId, label: label || `Microphone ${index + 1}` }));
}

/**
 * Opens a microphone without echo cancellation, noise suppression and gain control.
 * @throws AudioSourceError when it is denied, busy or gone.
 */
export async function openMicrophone(
  context: AudioContext,
  deviceId?: string,
): Promise<AudioSource> {
  const wish = deviceId ? { deviceId: { exact: deviceId } } : {};
  try {
    const audio = { ...UNTOUCHED, ...wish, channelCount: { ideal: 2 } };
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    const [track] = stream.getAudioTracks();
    const label = track?.label || 'Microphone';
    const id = track?.getSettings().deviceId ?? deviceId ?? '';
    return streamSource(context, stream, { kind: 'microphone', label, deviceId: id });
  } catch (thrown) {
    throw explainMicrophone(thrown);
  }
}

import { type VideoSource, VideoSourceError } from './video-source.ts';
import { openStream } from './video-stream.ts';

/** A camera that can be chosen. */
export interface CameraDevice {
  readonly id: string;
  /** The system's name for it; "Camera 1" and so on until permission is given. */
  readonly label: string;
}

/** Enough for the picture, light enough for every camera. */
const WISH: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};

/** Reasons by the name of what the browser throws. */
const REASONS: Readonly<Record<string, keyof typeof WORDS | undefined>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'lost',
  OverconstrainedError: 'lost',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

const WORDS = {
  denied: {
    constraint: 'be allowed for this page',
    got: 'a refusal',
    remedy:
      'click the sign beside the address of the page, allow the camera, and choose it again; ' +
      'if it is allowed there, allow the browser to use it in the settings of the system',
  },
  lost: {
    constraint: 'be plugged in',
    got: 'no such device',
    remedy: 'plug it in, or choose another one',
  },
  busy: {
    constraint: 'be free',
    got: 'a device that another program holds',
    remedy: 'close the other program that uses it, and choose it again',
  },
} as const;

const UNREACHABLE = {
  constraint: 'be reachable from this page',
  remedy: 'open the page from localhost or by https, in a browser of this year',
};

/** Says in plain words why a camera could not be opened, and what to do. */
export function explainCamera(thrown: unknown, name = 'The camera'): VideoSourceError {
  const kind = thrown instanceof Error ? thrown.name : String(thrown);
  const problem = REASONS[kind];
  const words = problem ? WORDS[problem] : { ...UNREACHABLE, got: kind };
  return new VideoSourceError(problem ?? 'failed', { subject: name, ...words }, { cause: thrown });
}

/** Every camera that the browser tells of; none where it tells of none. */
export async function listCameras(): Promise<readonly CameraDevice[]> {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return all
    .filter(({ kind }) => kind === 'videoinput')
    .map(({ deviceId, label }, index) => ({ id: deviceId, label: label || `Camera ${index + 1}` }));
}

/**
 * Opens a camera, shown like a mirror unless it looks away from its player.
 * @throws VideoSourceError when it is denied, busy or gone
 */
export async function openCamera(deviceId?: string): Promise<VideoSource> {
  const which = deviceId ? { deviceId: { exact: deviceId } } : {};
  try {
    const video = { ...WISH, ...which };
    const stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    const [track] = stream.getVideoTracks();
    const settings = track?.getSettings();
    const label = track?.label || 'Camera';
    return await openStream(stream, {
      kind: 'camera',
      label,
      deviceId: settings?.deviceId ?? deviceId ?? '',
      mirror: settings?.facingMode !== 'environment',
      pausedText: `${label} sends no image; look for a cover or a switch on it.`,
    });
  } catch (thrown) {
    throw explainCamera(thrown);
  }
}

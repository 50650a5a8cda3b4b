import { type AudioSource, AudioSourceError, streamSource } from './audio-source.ts';

const SUBJECT = 'The sound of the computer';

/** Screen capture with what TypeScript's DOM library does not know of yet. */
interface SharingOptions extends DisplayMediaStreamOptions {
  readonly systemAudio: 'include' | 'exclude';
}

/** Says in plain words why no sound came with the shared screen. */
export function explainSystemAudio(thrown: unknown): AudioSourceError {
  const name = thrown instanceof Error ? thrown.name : String(thrown);
  const denied = name === 'NotAllowedError';
  return new AudioSourceError(
    denied ? 'denied' : 'failed',
    {
      subject: SUBJECT,
      constraint: denied ? 'be shared with this page' : 'be reachable by screen sharing',
      got: denied ? 'a refusal' : name,
      remedy: denied
        ? 'choose it again and press Share'
        : 'use Chrome or Edge, or route the sound into a microphone input',
    },
    { cause: thrown },
  );
}

function noSoundShared(): AudioSourceError {
  return new AudioSourceError('failed', {
    subject: SUBJECT,
    constraint: 'be shared together with the screen',
    got: 'a picture without sound',
    remedy: 'choose a tab or the whole screen and tick "Also share audio"',
  });
}

/**
 * Opens the sound of a tab or of the whole computer; the picture that comes with it is let go.
 * @throws AudioSourceError when sharing is refused or brings no sound.
 */
export async function openSystemAudio(context: AudioContext): Promise<AudioSource> {
  const options: SharingOptions = {
    video: true,
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    systemAudio: 'include',
  };
  const stream = await Promise.resolve()
    .then(() => navigator.mediaDevices.getDisplayMedia(options))
    .catch((thrown: unknown) => Promise.reject(explainSystemAudio(thrown)));
  for (const track of stream.getVideoTracks()) track.stop();
  const [track] = stream.getAudioTracks();
  if (!track) throw noSoundShared();
  const label = track.label || 'Sound of the computer';
  return streamSource(context, new MediaStream([track]), { kind: 'system', label });
}

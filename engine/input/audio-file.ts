import { type AudioSource, AudioSourceError, loopSource } from './audio-source.ts';

/** A file that was picked or dropped, or any other bytes with a name. */
export type AudioFile = Blob & { readonly name?: string };

function unplayable(label: string, got: string, cause?: unknown): AudioSourceError {
  const parts = {
    subject: `The file "${label}"`,
    constraint: 'hold sound that this browser can play',
    got,
    remedy: 'choose a WAV, FLAC, MP3, AAC, Ogg or Opus file',
  };
  return new AudioSourceError('failed', parts, { cause });
}

/**
 * Decodes a file and repeats it.
 * @throws AudioSourceError when the file can't be read or holds no sound.
 */
export async function openAudioFile(context: AudioContext, file?: AudioFile): Promise<AudioSource> {
  const label = file?.name ?? 'Audio file';
  if (!file) throw unplayable(label, 'no file');
  try {
    const buffer = await context.decodeAudioData(await file.arrayBuffer());
    return loopSource(context, buffer, { kind: 'file', label });
  } catch (cause) {
    throw unplayable(label, file.size === 0 ? 'an empty file' : file.type || 'other bytes', cause);
  }
}

import { messageOf } from '../core/errors.ts';
import { type VideoSource, VideoSourceError } from './video-source.ts';
import { openStream } from './video-stream.ts';

/** Says in plain words why no screen is shown, and what to do. */
export function explainScreen(thrown: unknown): VideoSourceError {
  const denied = thrown instanceof Error && thrown.name === 'NotAllowedError';
  const parts = denied
    ? {
        subject: 'The screen',
        constraint: 'be chosen and allowed',
        got: 'a refusal',
        remedy: 'choose it again, pick a window or screen and click on Share',
      }
    : {
        subject: 'The screen',
        constraint: 'be shared with this page',
        got: messageOf(thrown),
        remedy: 'use a browser on a computer, and open the page from localhost or by https',
      };
  return new VideoSourceError(denied ? 'denied' : 'failed', parts, { cause: thrown });
}

/** Asks for a screen, window or tab and shows it. @throws VideoSourceError when there is none */
export async function openScreen(): Promise<VideoSource> {
  try {
    const video = { frameRate: { ideal: 60 } };
    const stream = await navigator.mediaDevices.getDisplayMedia({ video, audio: false });
    const label = stream.getVideoTracks()[0]?.label || 'Screen';
    return await openStream(stream, {
      kind: 'screen',
      label,
      mirror: false,
      pausedText: 'What is shared sends no image; it may be hidden or minimised.',
    });
  } catch (thrown) {
    throw explainScreen(thrown);
  }
}

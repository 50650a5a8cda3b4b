import { messageOf } from '../../engine/core/errors.ts';
import { perform } from './perform.ts';
import { probeHardware } from './probe.ts';
import type { PerformHost, PerformRequest, PerformResult, PerformWindow } from './request.ts';

/** Lines of the log that are sent together. */
const LOG_LINES = 200;
/** Bytes that are turned into text together: a call takes no more arguments. */
const TEXT_BYTES = 32 * 1024;

const host = window as unknown as PerformHost;

function toBase64(data: Uint8Array): string {
  let text = '';
  for (let at = 0; at < data.length; at += TEXT_BYTES) {
    text += String.fromCharCode(...data.subarray(at, at + TEXT_BYTES));
  }
  return btoa(text);
}

/** Sends the lines of the log in bundles. */
function createLogSender() {
  let lines: string[] = [];
  let sent: Promise<void> = Promise.resolve();
  const flush = () => {
    const bundle = lines.join('');
    lines = [];
    if (bundle !== '') sent = sent.then(() => host.phospheneLog(bundle));
    return sent;
  };
  return {
    write(line: string) {
      lines.push(line);
      if (lines.length >= LOG_LINES) void flush();
    },
    flush,
  };
}

async function phosphenePerform(request: PerformRequest): Promise<PerformResult> {
  const log = createLogSender();
  try {
    const summary = await perform(request, {
      write: (data, position) => host.phospheneWrite(toBase64(data), position),
      log: log.write,
      stem: (part, data) => host.phospheneStem(part, toBase64(data)),
      midi: (data) => host.phospheneMidi(toBase64(data)),
      plan: (plan) => host.phosphenePlan(plan),
      progress: (done) => host.phospheneProgress(done),
      say: (notice) => void host.phospheneSay(notice),
    });
    await log.flush();
    return { summary, error: null };
  } catch (thrown) {
    return { summary: null, error: messageOf(thrown) };
  }
}

Object.assign(window, {
  phosphenePerform,
  phospheneProbe: probeHardware,
} satisfies PerformWindow);

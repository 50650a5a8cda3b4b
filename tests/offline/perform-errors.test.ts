import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CommandResult, runPerform, TINY, temporaryFolder } from './perform-command.ts';

const inputs = temporaryFolder();
const outputs = temporaryFolder();
const out = join(outputs.path, 'film.mp4');
const input = (name: string, text: string) => {
  const path = join(inputs.path, name);
  writeFileSync(path, text);
  return path;
};

afterAll(() => {
  expect(readdirSync(outputs.path)).toEqual([]);
  inputs.remove();
  outputs.remove();
});

/** Runs of which each starts a browser: side by side, and each begun before the one before is judged. */
const AT_A_TIME = 3;

function inAdvance(runs: readonly (() => Promise<CommandResult>)[]) {
  const begun: Promise<CommandResult>[] = [];
  return (index: number): Promise<CommandResult> => {
    for (let i = begun.length; i < Math.min(runs.length, index + AT_A_TIME); i++) {
      const run = runs[i]?.();
      if (run) begun.push(run);
    }
    return begun[index] ?? Promise.reject(new Error(`there is no run ${index}`));
  };
}

describe('perform refuses, without leaving half a file,', () => {
  const noise = input('noise.mp4', 'this is no film, and no sound either');
  const show = input('show.json', '{"version":1,"events":[{"at":1,"set":{"mixer.crosfade":1}}]}');
  const log = input('log.jsonl', '{"some":"thing else"}\n');

  const atOnce: [string, string[], RegExp][] = [
    ['an option that it has not', ['--out', out, '--frames', '9'], /'--frames'[\s\S]*npm run perf/],
    ['an odd size', ['--out', out, '--size', '321x180'], /must be even[\s\S]*--size 322x180/],
    [
      'a clip that is not there',
      ['--out', out, '--video', `${noise}4`],
      /noise\.mp44 is not there/,
    ],
    ['a folder that is not there', ['--out', join(out, 'x.mp4')], /can't be written/],
  ];
  const refusedAtOnce = inAdvance(
    atOnce.map(
      ([, args]) =>
        () =>
          runPerform(args),
    ),
  );
  it.each(atOnce)('%s', async (name, _, message) => {
    const place = atOnce.findIndex(([each]) => each === name);
    const { code, stdout, stderr } = await refusedAtOnce(place);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  const later: [string, string[], RegExp][] = [
    ['a clip that is no video', ['--video', noise], /The video "noise\.mp4" must be a video file/],
    ['a sound that is none', ['--audio', noise], /The sound "noise\.mp4" must be an audio/],
    ['an unknown address', ['--show', show], /show\.json: events\[0\]\.set[\s\S]*mixer\.crossfade/],
    ['a log that is none', ['--log', log], /log\.jsonl, line 1 must be/],
    ['a size beyond every codec', ['--size', '8192x8192', '--fps', '240'], /encode H\.264/],
  ];
  const refusedLater = inAdvance(
    later.map(([, args]) => () => {
      const tiny = args.includes('--size') ? ['--software', '--detail', '0'] : TINY;
      return runPerform(['--out', out, '--seconds', '0.2', ...tiny, ...args]);
    }),
  );
  it.each(later)('%s, once the browser has looked at it', async (name, _, message) => {
    const place = later.findIndex(([each]) => each === name);
    const { code, stderr } = await refusedLater(place);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(code).toBe(1);
  });

  it('and when it is interrupted', async () => {
    let sent = false;
    const { code, stderr } = await runPerform(['--out', out, '--seconds', '30', ...TINY], {
      onSay(said, signal) {
        if (sent || !said.includes('frames of 192x108')) return;
        sent = true;
        signal('SIGINT');
      },
    });
    expect(stderr).toMatch(/nothing is left of it/);
    expect(code).toBe(130);
  });
});

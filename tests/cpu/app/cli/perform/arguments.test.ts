import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePerformArguments } from '../../../../../app/cli/perform/arguments.ts';
import { openPartialFile } from '../../../../../app/cli/perform/partial-file.ts';
import { spokenSpan } from '../../../../../app/cli/perform/progress.ts';

const folder = mkdtempSync(join(tmpdir(), 'phosphene-arguments-'));
const out = join(folder, 'film.mp4');
const clip = join(folder, 'clip.mp4');
const empty = join(folder, 'empty.mp4');

beforeAll(() => {
  writeFileSync(clip, 'a clip');
  writeFileSync(empty, '');
  mkdirSync(join(folder, 'folder.mp4'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the arguments of perform', () => {
  it('need but the place of the film', () => {
    expect(parsePerformArguments(['--out', out])).toEqual({ out, json: false, software: false });
  });

  it('give every number, size and path', () => {
    const numbers = ['--seconds', '2.5', '--fps', '29.97', '--seed', '7', '--detail', '0.5'];
    const rest = ['--size', '640x360', '--video', clip, '--write-log', `${out}.jsonl`, '--json'];
    expect(parsePerformArguments(['--out', out, ...numbers, ...rest])).toEqual({
      out,
      seconds: 2.5,
      fps: 29.97,
      seed: 7,
      detail: 0.5,
      size: { width: 640, height: 360 },
      video: clip,
      writeLog: `${out}.jsonl`,
      json: true,
      software: false,
    });
  });

  it('are explained by --help', () => {
    expect(parsePerformArguments(['--help'])).toBeNull();
  });

  it.each([
    [[], /--out is missing/],
    [['--out', `${out}.webm`], /must end in \.mp4/],
    [['--out', out, 'more'], /Unexpected argument 'more'/],
    [['--out', out, '--frames', '9'], /Unknown option '--frames'/],
    [['--out', out, '--size', '321x180'], /even in width and height[\s\S]*--size 322x180/],
    [['--out', out, '--size', 'large'], /WIDTHxHEIGHT/],
    [['--out', out, '--size', '8x8'], /from 16 to 8192/],
    [['--out', out, '--fps', 'fast'], /--fps must be a number from 1 to 240, got fast/],
    [['--out', out, '--fps', '0'], /--fps must be/],
    [['--out', out, '--seconds', ''], /--seconds must be a number/],
    [['--out', out, '--seconds', '-1'], /--seconds/],
    [['--out', out, '--seed', '1.5'], /--seed must be a whole number/],
    [['--out', out, '--detail', '2'], /--detail must be a number from 0 to 1/],
    [['--out', out, '--video', `${clip}4`], /clip\.mp44 is not there/],
    [['--out', out, '--audio', folder], /is no file/],
    [['--out', out, '--video', empty], /is empty/],
    [['--out', out, '--show', clip, '--log', clip], /a show or a log, not both/],
  ])('refuse %j', (args, message) => {
    expect(() => parsePerformArguments(args)).toThrow(message);
  });
});

describe('a file that is being written', () => {
  it('is refused in a folder that is not there, and in place of a folder', () => {
    expect(() => openPartialFile(join(out, 'x.mp4'))).toThrow(/can't be written/);
    expect(() => openPartialFile(join(folder, 'folder.mp4'))).toThrow(/is a folder/);
  });
});

describe('a span', () => {
  it.each([
    [0.4, '1 s'],
    [89, '89 s'],
    [95, '2 min'],
    [5340, '89 min'],
    [7260, '2 h 1 min'],
  ])('of %d seconds is %s', (seconds, words) => {
    expect(spokenSpan(seconds)).toBe(words);
  });
});

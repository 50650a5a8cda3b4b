import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needsOfTests, parseStartArguments } from '../../../../../app/cli/setup/arguments.mjs';
import { hasDisplay } from '../../../../../app/cli/setup/browser-window.mjs';
import { fingerprint } from '../../../../../app/cli/setup/build.mjs';
import { findOnPath } from '../../../../../app/cli/setup/child.mjs';
import { downloadFailure } from '../../../../../app/cli/setup/chromium.mjs';
import { holdsLocked, npmRemedy } from '../../../../../app/cli/setup/dependencies.mjs';
import { testsThatNeed } from '../../../../../app/cli/setup/ffmpeg.mjs';
import { checkNodeVersion } from '../../../../../app/cli/setup/node-version.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phosphene-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

describe('the version of Node', () => {
  it.each(['20.19.0', '20.20.2', '21.0.0', '24.1.0'])('may be %s', (version) => {
    expect(() => checkNodeVersion(version)).not.toThrow();
  });
  it.each(['20.18.9', '18.20.0', '8.0.0'])('may not be %s', (version) => {
    expect(() => checkNodeVersion(version)).toThrow(
      new RegExp(`20\\.19 or newer, got ${version}.*\\n.*nodejs\\.org`),
    );
  });
});

describe('the packages', () => {
  const lock = {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b-linux': { version: '2.0.0', integrity: 'sha512-b', optional: true },
  };
  const holds = (found: Record<string, unknown>) =>
    holdsLocked(JSON.stringify({ packages: lock }), JSON.stringify({ packages: found }));
  const a = lock['node_modules/a'];

  it('are held when all that this platform needs are there', () => {
    expect(holds({ 'node_modules/a': a })).toBe(true);
    expect(
      holds({ 'node_modules/a': a, 'node_modules/b-linux': lock['node_modules/b-linux'] }),
    ).toBe(true);
  });
  it.each([
    ['one is missing', {}],
    ['one has another version', { 'node_modules/a': { ...a, version: '1.0.1' } }],
    ['one has other content', { 'node_modules/a': { ...a, integrity: 'sha512-c' } }],
    ['one is left over', { 'node_modules/a': a, 'node_modules/c': { version: '1.0.0' } }],
  ])('are not held when %s', (_, found) => {
    expect(holds(found)).toBe(false);
  });
  it.each([
    ['npm error code ENOTFOUND', /can't be reached/],
    [
      'npm error network request failed, reason: connect ECONNREFUSED 127.0.0.1:9',
      /can't be reached/,
    ],
    ['npm error code EACCES', /another user/],
    ['npm error ENOSPC: no space left on device', /disk is full/],
    ['npm error code E404', /refused a package/],
    ['npm error something else', /message above/],
  ])('that fail with "%s" come with a remedy', (output, remedy) => {
    expect(npmRemedy(output)).toMatch(remedy);
  });
});

describe('the fingerprint of the sources', () => {
  beforeEach(() => {
    write('index.html', '<p>');
    write('scenes/fluid/scene.ts', '1');
    write('app/cli/perform.ts', '1');
    write('models/beats/train.py', '1');
  });
  it('stays while nothing changes', () => {
    expect(fingerprint(folder)).toBe(fingerprint(folder));
  });
  it.each([
    ['a source gets other content', 'scenes/fluid/scene.ts', '22'],
    ['a source is added', 'shaders/ops/conv.wgsl', ''],
    ['a page is added', 'app/output.html', ''],
  ])('changes when %s', (_, path, text) => {
    const before = fingerprint(folder);
    write(path, text);
    expect(fingerprint(folder)).not.toBe(before);
  });
  it('changes when a source is written again at the same size', () => {
    const before = fingerprint(folder);
    utimesSync(write('index.html', '<a>'), 1, 1);
    expect(fingerprint(folder)).not.toBe(before);
  });
  it.each(['app/cli/perform.ts', 'models/beats/train.py', 'models/beats/CARD.md'])(
    'does not depend on %s, which is not in the page',
    (path) => {
      const before = fingerprint(folder);
      write(path, 'other');
      expect(fingerprint(folder)).toBe(before);
    },
  );
});

describe('the arguments of npm start', () => {
  it.each([
    [[], { host: false, open: true }],
    [['--no-open'], { host: false, open: false }],
    [['--port', '8080', '--host'], { host: true, open: true, port: 8080 }],
    [['--port=81'], { host: false, open: true, port: 81 }],
  ])('%j', (words, parsed) => {
    expect(parseStartArguments(words)).toEqual(parsed);
  });
  it.each([[['--port', '0']], [['--port', '70000']], [['--port', 'x']], [['--fast']], [['a']]])(
    'refuse %j with a remedy',
    (words) => {
      expect(() => parseStartArguments(words)).toThrow(/Remedy: .*--port/);
    },
  );
});

describe('the needs of a test run', () => {
  const all = { chromium: true, ffmpeg: true, build: true };
  it.each([
    [[], all],
    [['--project', 'cpu'], {}],
    [['--project=gpu'], { chromium: true }],
    [['--project', 'cpu', '--project', 'browser'], all],
    [['--project', '!cpu'], all],
    [['tests/cpu/architecture'], {}],
    [['tests/cpu/a.test.ts', './tests/gpu/b.test.ts'], { chromium: true }],
    [['imports.test.ts'], all],
    [['-t', 'a name'], all],
  ])('%j', (words, needs) => {
    expect(needsOfTests(words)).toEqual(needs);
  });
});

describe('the tests that need ffmpeg', () => {
  it('are those whose files import its support', () => {
    const needing = write(
      'offline/perform.test.ts',
      "import { probe } from '../support/ffmpeg.ts';",
    );
    write('offline/frames.test.ts', "import { png } from '../support/png.ts';");
    write('cpu/a.test.ts', "write('x', \"import { probe } from '../support/ffmpeg.ts';\");");
    expect(testsThatNeed(folder)).toEqual([needing]);
  });
});

describe('a download that failed', () => {
  it('is told without the manual and the stack', () => {
    const output =
      'puppeteer browsers install\n\nError: All failed:\n  - ENOTFOUND\n    at a.js:1\n';
    expect(downloadFailure(output)).toBe('Error: All failed:\n  - ENOTFOUND');
    expect(downloadFailure('killed\n')).toBe('killed');
  });
});

describe('a display', () => {
  it.each([
    [{ DISPLAY: ':0' }, 'linux', true],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true],
    [{}, 'linux', false],
    [{ DISPLAY: ':0', CI: 'true' }, 'linux', false],
    [{}, 'darwin', true],
    [{ CI: '1' }, 'darwin', false],
  ])('under %o on %s is there: %s', (environment, platform, there) => {
    expect(hasDisplay(environment, platform)).toBe(there);
  });
});

describe('a program', () => {
  it('is the first of the names in the folders of the PATH', () => {
    const second = write('b/two', '');
    const first = write('a/one', '');
    write('b/one', '');
    const path = [join(folder, 'a'), join(folder, 'b')].join(
      process.platform === 'win32' ? ';' : ':',
    );
    expect(findOnPath(['one', 'two'], path)).toBe(first);
    expect(findOnPath(['three', 'two'], path)).toBe(second);
    expect(findOnPath(['a'], folder)).toBeUndefined();
  });
});

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { currentCommit } from '../headless/commit.ts';
import { withModule } from '../measure/bench-setting.ts';
import type * as StyleEval from '../measure/style-eval.ts';
import { root } from '../setup/places.mjs';
import { SetupError, say } from '../setup/say.mjs';

const USAGE = `npm run eval -- style DIR [options]

  DIR             photographs (content, style) and clips (warp)
  --styles a,b    names of built-in styles (starry-night, great-wave, udnie, neon)
  --size N        longer side of what is painted (256)
  --frames N      frames of a clip, from its start (8)
  --json          prints JSON, one object a line`;

const STYLES = 'starry-night,great-wave,udnie,neon';
const PHOTOGRAPHS = new Set(['.jpg', '.jpeg', '.png', '.webp', '.bmp']);
const CLIPS = new Set(['.mp4', '.webm', '.mov', '.mkv']);
/** Sides of what is painted and judged are multiples of this. */
const MULTIPLE = 16;
const MOST_BYTES = 2 ** 30;

const execute = promisify(execFile);

function readWords(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { styles: text, size: text, frames: text, json: { type: 'boolean' } },
    });
    const [folder = ''] = positionals;
    const [size, frames] = [Number(values.size ?? 256), Number(values.frames ?? 8)];
    if (folder && size >= MULTIPLE && frames >= 2) {
      return {
        folder,
        size,
        frames: Math.round(frames),
        styles: (values.styles ?? STYLES).split(','),
        json: values.json ?? false,
      };
    }
  } catch {
    // What is wrong with them is told by the usage.
  }
  throw new SetupError('eval style needs a folder.', `use it so:\n\n${USAGE}`);
}

/** Runs ffmpeg or ffprobe. @throws SetupError when it is not there, or can't read the file */
async function media(program: 'ffmpeg' | 'ffprobe', args: readonly string[]): Promise<Buffer> {
  try {
    const options = { maxBuffer: MOST_BYTES, encoding: 'buffer' } as const;
    return (await execute(program, ['-v', 'error', ...args], options)).stdout;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    throw new SetupError(`${program} failed: ${message}`, 'install ffmpeg, or mend the file.');
  }
}

/** Frames of a file, no longer than `size`, RGB bytes each. */
async function readFrames(path: string, size: number, count: number) {
  const facts = ['-select_streams', 'v', '-show_entries', 'stream=width,height', '-of', 'csv=p=0'];
  const [text = ''] = (await media('ffprobe', [...facts, path])).toString().split('\n');
  const [wide = 1, high = 1] = text.split(',').map(Number);
  const scale = Math.min(1, size / Math.max(wide, high));
  const nearest = (side: number) =>
    Math.max(MULTIPLE, Math.round((side * scale) / MULTIPLE) * MULTIPLE);
  const [width, height] = [nearest(wide), nearest(high)];
  const form = [
    '-vf',
    `scale=${width}:${height}:flags=area`,
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
  ];
  const bytes = await media('ffmpeg', ['-i', path, '-frames:v', String(count), ...form, '-']);
  const length = 3 * width * height;
  const frames = Array.from(
    { length: Math.floor(bytes.length / length) },
    (_, i) => new Uint8Array(bytes.subarray(i * length, (i + 1) * length)),
  );
  return { width, height, frames };
}

function weightsOf(name: string): ArrayBuffer {
  return new Uint8Array(readFileSync(join(root, 'models', 'style', name))).buffer;
}

function spoken(line: StyleEval.StyleLine): string {
  const of = [line.file, line.case].filter(Boolean).join(', ');
  const parts = (['content', 'style', 'warp'] as const).flatMap((name) =>
    line[name] === undefined ? [] : [`${name} ${line[name].toFixed(3)}`],
  );
  return `${of}: ${parts.join(', ')}`;
}

/** `eval style`: what the style net keeps of photographs, how near it comes to styles, how still it holds. */
export default async (args: readonly string[]): Promise<void> => {
  const { folder, size, frames, styles, json } = readWords(args);
  const files = readdirSync(folder).sort();
  const kind = (kinds: ReadonlySet<string>) =>
    files.filter((file) => kinds.has(extname(file).toLowerCase()));
  const [photographs, clips] = [kind(PHOTOGRAPHS), kind(CLIPS)];
  if (photographs.length + clips.length === 0) {
    throw new SetupError(`${folder} holds no photographs and no clips.`, 'name another folder.');
  }
  const commit = currentCommit();
  await withModule<typeof StyleEval>(
    '/app/cli/measure/style-eval.ts',
    async ({ openStyleEval }) => {
      const evaluation = await openStyleEval({
        weights: weightsOf('weights.s.safetensors'),
        encoder: weightsOf('encoder.s.safetensors'),
        styles,
        onLine: (line) => console.log(json ? JSON.stringify({ ...line, commit }) : spoken(line)),
      });
      for (const file of photographs) {
        say(`${file} …`);
        await evaluation.photograph(file, await readFrames(join(folder, file), size, 1));
      }
      for (const file of clips) {
        say(`${file} …`);
        await evaluation.clip(file, await readFrames(join(folder, file), size, frames));
      }
      evaluation.end();
    },
  );
  // Dawn would keep the process for as long as its GPU object lives.
  process.exit();
};

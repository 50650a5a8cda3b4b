import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
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
  --peers         the fast style nets of ../shared/data on the clips, in their styles (udnie, great-wave)
  --like a,b      pictures as a performer drops them, and refined
  --fitted FILE   writes what they were refined to, for models/style/evaluate.py
  --json          prints JSON, one object a line`;

const STYLES = 'starry-night,great-wave,udnie,neon';
const PHOTOGRAPHS = new Set(['.jpg', '.jpeg', '.png', '.webp', '.bmp']);
const CLIPS = new Set(['.mp4', '.webm', '.mov', '.mkv']);
/** Sides of what is painted and judged are multiples of this. */
const MULTIPLE = 16;
const MOST_BYTES = 2 ** 30;
/** Side at which a dropped picture is read; `styleSize` of the encoder's weights. */
const LIKE_SIDE = 160;
/** Side of the even ground on which faults are looked for. */
const GROUND_SIDE = 128;

const FIGURES = [
  'content',
  'style',
  'warp',
  'warpOfFast',
  'lattice2',
  'lattice8',
  'cast',
  'dead',
] as const;

/** What a net is called, before its figures. */
const SPOKEN = { s: '', fast: 'fast net, ', photograph: 'not painted, ' } as const;

const execute = promisify(execFile);

function readWords(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const flag = { type: 'boolean' } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        styles: text,
        size: text,
        frames: text,
        like: text,
        fitted: text,
        peers: flag,
        json: flag,
      },
    });
    const [folder = ''] = positionals;
    const [size, frames] = [Number(values.size ?? 256), Number(values.frames ?? 8)];
    if (folder && size >= MULTIPLE && frames >= 2) {
      return {
        folder,
        size,
        frames: Math.round(frames),
        styles: (values.styles ?? STYLES).split(','),
        likes: values.like?.split(',') ?? [],
        fitted: values.fitted ?? null,
        peers: values.peers ?? false,
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

/** The middle square of a picture, `side` pixels, RGB bytes. */
async function readSquare(path: string, side: number) {
  const fitted = `scale=${side}:${side}:force_original_aspect_ratio=increase:flags=lanczos`;
  const form = ['-vf', `${fitted},crop=${side}:${side}`, '-f', 'rawvideo', '-pix_fmt', 'rgb24'];
  const bytes = await media('ffmpeg', ['-i', path, '-frames:v', '1', ...form, '-']);
  return { width: side, height: side, frames: [new Uint8Array(bytes)] };
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

/** The fast style nets that are beside the project, by built-in style. @throws SetupError without them */
function readFastStyles(folders: Readonly<Record<string, string>>) {
  return new Map(
    Object.entries(folders).map(([style, folder]) => {
      const place = join(root, '..', 'shared', 'data', 'weights', 'fast-style', folder);
      if (!existsSync(place)) {
        throw new SetupError(`there is no fast style net at ${place}.`, 'leave out --peers.');
      }
      const manifest: Record<string, { filename: string; shape: number[] }> = JSON.parse(
        readFileSync(join(place, 'manifest.json'), 'utf8'),
      );
      const variables = Object.entries(manifest).map(([name, { filename, shape }]) => {
        const { buffer } = new Uint8Array(readFileSync(join(place, filename)));
        return [name, { dtype: 'f32', shape, data: new Float32Array(buffer) }] as const;
      });
      return [style, new Map(variables)] as const;
    }),
  );
}

function spoken(line: StyleEval.StyleLine): string {
  const of = [line.file, line.case].filter(Boolean).join(', ');
  const parts = FIGURES.flatMap((name) =>
    line[name] === undefined ? [] : [`${name} ${line[name].toFixed(3)}`],
  );
  return `${SPOKEN[line.net]}${of}: ${parts.join(', ')}`;
}

/** `eval style`: what the style net keeps of photographs, how near it comes to styles, how still it holds. */
export default async (args: readonly string[]): Promise<void> => {
  const { folder, size, frames, styles, likes, fitted, peers, json } = readWords(args);
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
    async ({ openStyleEval, FAST_STYLES }) => {
      const evaluation = await openStyleEval({
        weights: weightsOf('weights.s.safetensors'),
        encoder: weightsOf('encoder.s.safetensors'),
        styles,
        fast: peers ? readFastStyles(FAST_STYLES) : new Map(),
        onLine: (line) => console.log(json ? JSON.stringify({ ...line, commit }) : spoken(line)),
      });
      for (const path of likes) {
        say(`${path} …`);
        const square = await readSquare(path, LIKE_SIDE);
        const refined = await evaluation.like({ name: basename(path), square });
        if (fitted) appendFileSync(fitted, `${JSON.stringify(refined)}\n`);
      }
      await evaluation.ground({ width: GROUND_SIDE, height: GROUND_SIDE });
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

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, type Random } from '../../../engine/core/random.ts';
import { drawIndex } from '../../../engine/inference/ops/sample.ts';
import {
  type CpuDecoder,
  createCpuDecoder,
} from '../../../engine/inference/transformer/cpu-decoder.ts';
import { parseSafetensors } from '../../../engine/inference/weights/safetensors.ts';
import { TOP_K } from '../../../models/music/bar-writer.ts';
import { readMusicNet } from '../../../models/music/net.ts';
import {
  decodeTokens,
  encodeGrid,
  PARTS,
  partAndPitch,
  REST,
  STEPS_PER_BAR,
  type Step,
  TOKENS,
  TokenGrammar,
  VOCABULARY,
} from '../../../models/music/tokens.ts';
import {
  barInAnyKey,
  barsOf,
  copiedBars,
  type Grid,
  keyOf,
  MEASURES,
  overlap,
} from './music-measures.ts';

/** What the music net is worth. */
export interface MusicScore {
  /** Chorales that it was judged by. */
  readonly n: number;
  /** Nats per voice-step. */
  readonly nll: number;
  /** Pieces of its own; the fields below are there when it wrote some. */
  readonly written?: number;
  readonly overlap?: Readonly<Record<string, number>>;
  /** Means of the same measures: what it wrote, and real ones. */
  readonly means?: Readonly<Record<string, readonly number[]>>;
  /** Shares, of `written` and of `real` ones. */
  readonly copiedBars?: Readonly<Record<string, number>>;
}

/** What is judged. */
export interface MusicScoreOptions {
  /** Folder of `jsb-chorales-16th.json`. */
  readonly folder: string;
  /** Weights to judge. */
  readonly weights: string;
  /** Chorales of the test split whose likelihood is taken, at most, and pieces of its own. */
  readonly pieces: number;
  readonly write: number;
  /** At which it draws pitches, and when a part moves. */
  readonly temperature: number;
  readonly rhythmTemperature: number;
}

/** Judges the music net on the test split, computed as the instrument computes it. */
export async function scoreMusic(options: MusicScoreOptions): Promise<MusicScore> {
  const bytes = readFileSync(options.weights);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const { config, weights } = readMusicNet(await parseSafetensors(file as ArrayBuffer));
  const decoder = createCpuDecoder(config, weights);
  const splits = readChorales(options.folder);
  const judged = splits.test.slice(0, options.pieces);
  const steps = judged.reduce((sum, grid) => sum + grid.length, 0);
  const nats = judged.reduce((sum, grid) => sum + natsOf(decoder, grid), 0);
  const score = { n: judged.length, nll: nats / (PARTS * steps) };
  if (options.write === 0) return score;
  const random = createRandom(3);
  const written = Array.from({ length: options.write }, () => {
    const model = splits.test[random.index(splits.test.length)] ?? [];
    return writePiece(decoder, model, { ...options, random });
  }).filter((grid) => grid.length >= 2 * STEPS_PER_BAR);
  return { ...score, written: written.length, ...compare(written, splits.test, splits.train) };
}

function compare(written: readonly Grid[], real: readonly Grid[], train: readonly Grid[]) {
  const known = new Set(train.flatMap(barsOf).map(barInAnyKey));
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const measured = Object.entries(MEASURES).map(
    ([name, of]) => [name, written.map(of), real.map(of)] as const,
  );
  return {
    overlap: Object.fromEntries(
      measured.map(([name, ours, theirs]) => [name, overlap(ours, theirs)]),
    ),
    means: Object.fromEntries(
      measured.map(([name, ours, theirs]) => [name, [mean(ours), mean(theirs)] as const]),
    ),
    copiedBars: { written: copiedBars(written, known), real: copiedBars(real, known) },
  };
}

/** Splits of the chorales. @throws Error when the folder has none */
export function readChorales(folder: string): { readonly train: Grid[]; readonly test: Grid[] } {
  const path = join(folder, 'jsb-chorales-16th.json');
  if (!existsSync(path)) throw new Error(`${path} is missing.`);
  const splits = JSON.parse(readFileSync(path, 'utf8')) as Record<string, number[][][]>;
  const grids = (name: string) => (splits[name] ?? []).map((piece) => piece.map(inParts));
  return { train: grids('train'), test: grids('test') };
}

/** One pitch a part; where fewer sound, the upper parts take them. */
function inParts(row: readonly number[]): Step {
  const pitch = (part: number) => Math.trunc(row[part] ?? REST);
  return [pitch(0), pitch(1), pitch(2), pitch(3)];
}

/** Minus the log likelihood of all tokens of a piece after the first. */
export function natsOf(decoder: CpuDecoder, grid: Grid): number {
  const tokens = encodeGrid(grid);
  const grammar = new TokenGrammar();
  const mask = new Uint8Array(VOCABULARY);
  decoder.reset();
  let nats = 0;
  for (let i = 0; i + 1 < tokens.length; i++) {
    const logits = decoder.feed(tokens[i] ?? 0);
    grammar.take(tokens[i] ?? 0);
    grammar.legal(mask);
    let total = 0;
    for (let k = 0; k < VOCABULARY; k++) if (mask[k]) total += Math.exp(logits[k] as number);
    nats += Math.log(total) - (logits[tokens[i + 1] ?? 0] as number);
  }
  return nats;
}

/** How tokens are drawn. */
type Drawing = Pick<MusicScoreOptions, 'temperature' | 'rhythmTemperature'> & {
  readonly random: Random;
};

/** What a token decides: another time, the end, or that a part moves. */
function kindOf(token: number): number {
  if (token < TOKENS.note || token >= TOKENS.key) return token;
  return TOKENS.note + partAndPitch(token)[0];
}

/**
 * Draws what happens next, and then its pitch where it is a note: the two at temperatures of their
 * own, since a piece that is to stay in its key need not move as regularly.
 */
function drawToken(logits: Float32Array, mask: Uint8Array, drawing: Drawing): number {
  const { random, temperature, rhythmTemperature } = drawing;
  const kinds = new Map<number, number[]>();
  for (let token = 0; token < VOCABULARY; token++) {
    if (!mask[token]) continue;
    const kind = kindOf(token);
    const tokens = kinds.get(kind);
    if (tokens) tokens.push(token);
    else kinds.set(kind, [token]);
  }
  const choices = [...kinds.values()];
  const weightOf = (token: number) => Math.exp(logits[token] as number);
  const shares = choices.map((tokens) =>
    Math.log(tokens.reduce((sum, token) => sum + weightOf(token), 0)),
  );
  const drawn = drawIndex(shares, random.unit(), { temperature: rhythmTemperature, topK: TOP_K });
  const tokens = choices[drawn] ?? [];
  const pitches = tokens.map((token) => logits[token] as number);
  return tokens[drawIndex(pitches, random.unit(), { temperature, topK: TOP_K })] ?? TOKENS.end;
}

/** A piece of the net's own, in the key of a model and at most as long; it is told nothing else. */
function writePiece(decoder: CpuDecoder, model: Grid, drawing: Drawing): Grid {
  const grammar = new TokenGrammar();
  const mask = new Uint8Array(VOCABULARY);
  const { mode, tonic } = keyOf(model);
  const key = TOKENS.key + 12 * mode + tonic;
  const tokens: number[] = [TOKENS.startChorale];
  decoder.reset();
  for (let bars = 0; tokens.at(-1) !== TOKENS.end && bars * STEPS_PER_BAR <= model.length; ) {
    const last = tokens.at(-1) ?? 0;
    const after = decoder.feed(last);
    const logits = last === TOKENS.bar ? decoder.feed(key) : after;
    grammar.take(last);
    grammar.legal(mask);
    const next = drawToken(logits, mask, drawing);
    if (next === TOKENS.bar) bars += 1;
    tokens.push(next);
  }
  return decodeTokens(tokens);
}

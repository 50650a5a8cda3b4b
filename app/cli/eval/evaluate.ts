import { hear, readBeatNet } from '../hear/hearing.ts';
import { decodeSound } from '../sound/decode.ts';
import type { AnnotatedSound, Task } from './annotations.ts';
import { aubioEstimate } from './aubio.ts';
import { type Estimate, meanScores, type Scores, scoreEstimate } from './scores.ts';
import { tempoOfBeats } from './tempo-score.ts';

/** Scores of one ear on a folder. */
export interface Evaluation {
  readonly ear: string;
  readonly mean: Scores;
  readonly files: readonly { readonly file: string; readonly scores: Scores }[];
}

/** What an ear says of a recording. */
type Ear = (path: string) => Estimate;

/** Our own ear: the live analysis, causal, with a new memory for every recording. */
async function ownEar(): Promise<Ear> {
  const makeNet = await readBeatNet();
  return (path) => {
    const heard = hear(decodeSound(path), makeNet());
    const beats = heard.beats.map(({ time }) => time);
    const downbeats = heard.beats.filter(({ number }) => number === 1).map(({ time }) => time);
    return { beats, downbeats, onsets: heard.onsets, key: heard.key, tempo: tempoOfBeats(beats) };
  };
}

function evaluate(
  task: Task,
  sounds: readonly AnnotatedSound[],
  name: string,
  ear: Ear,
): Evaluation {
  const files = sounds.map(({ name: file, path, annotation }) => ({
    file,
    scores: scoreEstimate(task, annotation, ear(path)),
  }));
  return { ear: name, mean: meanScores(files.map(({ scores }) => scores)), files };
}

/** Scores our ear, and those of `peers`, on annotated sounds. */
export async function evaluateAll(
  task: Task,
  sounds: readonly AnnotatedSound[],
  peers: readonly 'aubio'[],
): Promise<Evaluation[]> {
  const own = evaluate(task, sounds, 'phosphene', await ownEar());
  return [
    own,
    ...peers.map((peer) => evaluate(task, sounds, peer, (path) => aubioEstimate(task, path))),
  ];
}

import type { Annotation, Task } from './annotations.ts';
import { beatContinuity, TRIM_SECONDS, trimBeats } from './beat-continuity.ts';
import { type Key, keyScore } from './key-score.ts';
import { BEAT_WINDOW, ONSET_WINDOW, scoreEvents } from './match-events.ts';
import { scoreTempo, tempoOfBeats } from './tempo-score.ts';

/** What an ear says of a recording. Undefined for what it does not tell. */
export interface Estimate {
  readonly beats?: readonly number[];
  readonly downbeats?: readonly number[];
  readonly onsets?: readonly number[];
  readonly key?: Key;
  readonly tempo?: number | null;
}

/** Scores by the names of their fields. */
export type Scores = Readonly<Record<string, number>>;

function scoreBeats(beats: NonNullable<Annotation['beats']>, estimate: Estimate): Scores {
  const reference = trimBeats(beats.map(({ time }) => time));
  const estimated = trimBeats(estimate.beats ?? []);
  const { CMLt, AMLt } = beatContinuity(reference, estimated);
  const downbeats = beats.filter(({ number }) => number === 1).map(({ time }) => time);
  const { F } = scoreEvents(reference, estimated, BEAT_WINDOW);
  const tempo = tempoOfBeats(reference);
  return {
    F,
    CMLt,
    AMLt,
    ...(estimate.downbeats && downbeats.some((time) => time >= TRIM_SECONDS)
      ? {
          downbeatF: scoreEvents(trimBeats(downbeats), trimBeats(estimate.downbeats), BEAT_WINDOW)
            .F,
        }
      : {}),
    ...(tempo === null ? {} : scoreTempo(tempo, tempoOfBeats(estimated))),
  };
}

/** Scores one recording for a task; the annotation must have what the task is about. */
export function scoreEstimate(task: Task, annotation: Annotation, estimate: Estimate): Scores {
  const { beats, onsets, key, tempo } = annotation;
  if (task === 'beats') return scoreBeats(beats ?? [], estimate);
  if (task === 'onsets') {
    return { F: scoreEvents(onsets ?? [], estimate.onsets ?? [], ONSET_WINDOW).F };
  }
  if (task === 'key') return { weighted: keyScore(key ?? null, estimate.key ?? null) };
  return { ...scoreTempo(tempo ?? 0, estimate.tempo ?? null) };
}

/** Mean of each field over the recordings that have it. */
export function meanScores(all: readonly Scores[]): Scores {
  const names = [...new Set(all.flatMap((scores) => Object.keys(scores)))];
  return Object.fromEntries(
    names.map((name) => {
      const values = all.flatMap((scores) => scores[name] ?? []);
      return [name, values.reduce((sum, value) => sum + value, 0) / values.length];
    }),
  );
}

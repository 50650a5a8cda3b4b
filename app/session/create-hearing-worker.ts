/** A worker that hears beats, key, chords and timbre for `createLiveAnalysis`. */
export function createHearingWorker(): Worker {
  return new Worker(new URL('./hearing-worker.ts', import.meta.url), { type: 'module' });
}

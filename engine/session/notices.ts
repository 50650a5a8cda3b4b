/** One message to the performer. */
export interface Notice {
  readonly text: string;
  /** Grows by one with every notice. */
  readonly number: number;
}

/** The notice line: what the instrument has to say, in plain words. */
export interface Notices {
  readonly say: (text: string) => void;
  /** The newest notice, or null. */
  readonly latest: Notice | null;
  onNotice(listener: (notice: Notice) => void): () => void;
}

/** An empty line. The same text twice in a row is said once. */
export function createNotices(): Notices {
  const listeners = new Set<(notice: Notice) => void>();
  let latest: Notice | null = null;
  return {
    say(text) {
      if (latest?.text === text) return;
      latest = { text, number: (latest?.number ?? 0) + 1 };
      for (const listener of listeners) listener(latest);
    },
    get latest() {
      return latest;
    },
    onNotice(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

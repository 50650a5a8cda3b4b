import { fail } from '../../engine/core/errors.ts';
import type { Seconds } from '../../engine/core/units.ts';
import type { Instrument } from '../../engine/session/instrument.ts';
import { type LogFacts, parseLog, parseLogFacts } from '../../engine/session/log-format.ts';
import { createLogPlayer } from '../../engine/session/log-player.ts';
import { parseShow } from '../../engine/session/show.ts';
import { createShowPlayer, type ScorePlayer } from '../../engine/session/show-player.ts';
import demoShow from './demo-show.json?raw';
import { fetchFile } from './files.ts';
import type { PerformRequest } from './request.ts';

/** What is to be played, before there is an instrument to play it on. */
export interface Score {
  /** What a log says of itself; null for a show. */
  readonly facts: LogFacts | null;
  /**
   * Checks it against the instrument's parameters.
   * @throws InstrumentError that names the place in the file
   */
  player(instrument: Instrument): PlayedScore;
}

/** A score on its instrument. */
export interface PlayedScore {
  readonly player: ScorePlayer;
  /** Length, where it has one. */
  readonly seconds: Seconds | null;
  /** Bar of the instrument's own music on which it begins. */
  readonly trackBar: number;
}

function showScore(text: string, name: string): Score {
  return {
    facts: null,
    player({ store, bus }) {
      const show = parseShow(text, store.declarations, name);
      const player = createShowPlayer(show, store, bus);
      return { player, seconds: null, trackBar: show.trackBar };
    },
  };
}

function logScore(text: string, file: string, report: (notice: string) => void): Score {
  const facts = parseLogFacts(text, file);
  return {
    facts,
    player({ store, bus }) {
      const log = parseLog(text, store.declarations, { file, report });
      const last = log.entries.at(-1)?.t ?? 0;
      const player = createLogPlayer(log, bus);
      return { player, seconds: log.seconds ?? last, trackBar: facts.trackBar };
    },
  };
}

/**
 * The log, the show or the demo show that was asked for.
 * @throws InstrumentError when it can't be read
 */
export async function openScore(
  request: PerformRequest,
  report: (notice: string) => void,
): Promise<Score> {
  const { show, log } = request;
  if (show && log) {
    fail({
      subject: 'A performance',
      constraint: 'play either a show or a log',
      got: 'both',
      remedy: 'leave out --show or --log',
    });
  }
  if (log) return logScore(await (await fetchFile(log)).text(), log.name, report);
  if (show) return showScore(await (await fetchFile(show)).text(), show.name);
  return showScore(demoShow, 'The demo show');
}

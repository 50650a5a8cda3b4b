import { Buffer } from 'node:buffer';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { MusicRender, PieceRequest } from '../../bench/music-request.ts';
import type { PiecePicture } from '../../bench/piece-picture.ts';
import type { PieceFacts } from '../../bench/pieces.ts';
import { openHeadlessPage } from '../headless/open-page.ts';

/** A page that renders the music; one browser for many renders. */
export interface MusicPage {
  /** Names of all kits (`kit NAME`) and instruments. */
  units(): Promise<readonly string[]>;
  /** Renders units, all where none is named, into `NAME.wav`, blanks as `-`. */
  renderUnits(folder: string, names?: readonly string[]): Promise<void>;
  /** Renders a piece into `mix.wav` and, with stems, a file a part; nowhere without a folder. */
  renderPiece(request: PieceRequest, folder: string | null): Promise<MusicRender>;
  /** Titles of the pieces that stand in the card. */
  pieces(): Promise<readonly string[]>;
  /** Renders one of them into `mix.wav`, nowhere without a folder, and draws it. */
  picturePiece(place: number, folder: string | null): Promise<PiecePicture & PieceFacts>;
  /** Processor time that the page has taken so far, all its threads together. */
  processorSeconds(): Promise<number>;
  close(): Promise<void>;
}

/** Writes pieces of files one after another into a folder. */
function createFileTaker() {
  const files = new Map<string, number>();
  let folder: string | null = null;
  return {
    into(next: string | null) {
      for (const file of files.values()) closeSync(file);
      files.clear();
      folder = next;
    },
    take(name: string, base64: string) {
      if (folder === null) return;
      const file =
        files.get(name) ?? openSync(join(folder, `${name.replaceAll(' ', '-')}.wav`), 'w');
      files.set(name, file);
      writeSync(file, Buffer.from(base64, 'base64'));
    },
  };
}

/** Opens the page of the build in a browser without a window. */
export async function openMusicPage(): Promise<MusicPage> {
  const opened = await openHeadlessPage({ path: 'app/music.html', software: true });
  const { page } = opened;
  const taker = createFileTaker();
  await page.exposeFunction('phospheneTake', async (name: string, base64: string) =>
    taker.take(name, base64),
  );
  const session = await page.browser().target().createCDPSession();
  const call = <Result>(name: string, argument: unknown) =>
    Promise.race([
      page.evaluate(`phosphene${name}(${JSON.stringify(argument)})`) as Promise<Result>,
      opened.failed,
    ]);
  const taking = async <Result>(folder: string | null, work: () => Promise<Result>) => {
    taker.into(folder);
    try {
      return await work();
    } finally {
      taker.into(null);
    }
  };
  return {
    units: () => call('Units', null),
    renderUnits: (folder, names = []) => taking(folder, () => call('RenderUnits', names)),
    renderPiece: (request, folder) => taking(folder, () => call('RenderPiece', request)),
    pieces: () => call('Pieces', null),
    picturePiece: (place, folder) => taking(folder, () => call('PicturePiece', place)),
    async processorSeconds() {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      const renderers = processInfo.filter(({ type }) => type === 'renderer');
      return renderers.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    },
    close: () => opened.close(),
  };
}

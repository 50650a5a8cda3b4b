/** `npm run pieces -- DIR`: renders the pieces of the music's card, and draws each of them. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { PiecePicture } from '../bench/piece-picture.ts';
import type { PieceFacts } from '../bench/pieces.ts';
import { openMusicPage } from './measure/music-page.ts';
import { root } from './setup/places.mjs';
import { runCommand, SetupError } from './setup/say.mjs';

const usage = `npm run pieces -- [DIR] [options]

Renders the pieces that models/music/CARD.md shows and draws each into DIR/piece-N.jpg: notes by part,
loudness over time, mean spectrum. DIR is models/music unless given.

  --only N        the piece of that number
  --sound         leaves the newest piece's sound beside them, as mix.wav
  --json          prints one line of JSON a piece`;

function parseWords(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { only: { type: 'string' }, sound: { type: 'boolean' }, json: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
    return { ...values, folder: positionals[0] ?? join(root, 'models', 'music') };
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw new SetupError(`${message}.`, `use the options below.\n\n${usage}`);
  }
}

const decibels = (value: number) => Number(value.toFixed(1));

function told({ jpeg: _, ...facts }: PiecePicture & PieceFacts) {
  return {
    ...facts,
    integrated: decibels(facts.integrated),
    truePeak: decibels(facts.truePeak),
    crest: decibels(facts.crest),
    bands: facts.bands.map(decibels),
  };
}

function spoken({ title, integrated, truePeak, crest, notes, bands }: PieceFacts): string {
  const parts = Object.entries(notes).map(([part, count]) => `${part} ${count}`);
  return (
    `${title}: ${integrated} LUFS, ${truePeak} dBTP, crest ${crest} dB; power below 120 Hz, 1 kHz, 5 kHz ` +
    `and above ${bands.join(', ')} dB; notes: ${parts.join(', ')}`
  );
}

await runCommand(async () => {
  const { only, sound, json, folder } = parseWords(process.argv.slice(2));
  const page = await openMusicPage();
  try {
    const titles = await page.pieces();
    for (let place = 0; place < titles.length; place++) {
      if (only !== undefined && Number(only) !== place + 1) continue;
      const pictured = await page.picturePiece(place, sound ? folder : null);
      writeFileSync(join(folder, `piece-${place + 1}.jpg`), pictured.jpeg, 'base64');
      console.log(json ? JSON.stringify(told(pictured)) : spoken(told(pictured)));
    }
  } finally {
    await page.close();
  }
});

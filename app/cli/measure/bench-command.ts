import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/places.mjs';
import { say } from '../setup/say.mjs';
import { type BenchSetting, readSetting, report, withModule } from './bench-setting.ts';
import type { ComparisonReports, ComparisonRequest } from './compare.ts';
import { compareInPage } from './compare-in-page.ts';
import type * as OnDawn from './compare-on-dawn.ts';
import type { PublishedGraph } from './published-net.ts';

const OWN = {
  tune: {
    type: 'boolean',
    usage: '--tune          measures our kernel variants first and takes the fastest',
  },
} as const;

const TRANSFORMER = join(root, '..', 'shared', 'data', 'weights', 'arbitrary-style-transformer');

/** Peers that run in a page only; the others run in Node. */
const PAGE_PEERS: readonly string[] = ['litert'];

/** `npm run bench -- NAME` for nets: ours and the peers, side by side on one adapter. */
export async function benchNets(name: 'conv' | 'style', args: readonly string[]): Promise<void> {
  const setting = readSetting(name, args, OWN);
  const inPage = setting.peers.filter((peer) => PAGE_PEERS.includes(peer));
  const onDawn = setting.peers.filter((peer) => !PAGE_PEERS.includes(peer));
  const all = setting.peers.length === 0;
  const reports: ComparisonReports = {
    onProgress: say,
    onResult: (result) => report({ bench: name, ...result }, setting),
  };
  const requestOf = (peers: readonly string[]) => requestFrom(name, { ...setting, peers });
  if (all || onDawn.length > 0) {
    await withModule<typeof OnDawn>('/app/cli/measure/compare-on-dawn.ts', ({ compareOnDawn }) =>
      compareOnDawn(requestOf(onDawn), reports, name === 'style' ? readTransformer() : null),
    );
  }
  if (all || inPage.length > 0) await compareInPage(requestOf(inPage), reports);
  // Dawn would keep the process for as long as its GPU object lives.
  process.exit();
}

/** Magenta's transformer as it was published; null, and said so, where it is not here. */
function readTransformer(): PublishedGraph | null {
  if (!existsSync(TRANSFORMER)) {
    say(`Without Magenta's transformer, since ${TRANSFORMER} is not here.`);
    return null;
  }
  const model: {
    modelTopology: object;
    weightsManifest: { paths: string[]; weights: PublishedGraph['specs'] }[];
  } = JSON.parse(readFileSync(join(TRANSFORMER, 'model.json'), 'utf8'));
  const [group] = model.weightsManifest;
  const shards = (group?.paths ?? []).map((path) => readFileSync(join(TRANSFORMER, path)));
  const { buffer } = new Uint8Array(Buffer.concat(shards));
  return { topology: model.modelTopology, specs: group?.weights ?? [], data: buffer };
}

function requestFrom(
  bench: 'conv' | 'style',
  { case: text, peers, precision, rounds, seconds, own }: BenchSetting,
): ComparisonRequest {
  return { bench, case: text, peers, precision, rounds, seconds, tune: own.tune === true };
}

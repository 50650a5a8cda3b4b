import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import ripple from '../../support/example-scene/scene.ts';
import { openOfflineInstrument } from '../../support/offline-instrument.ts';

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

describe("the README's example scene", () => {
  it.each(['scene.ts', 'passes.ts', 'ripple.wgsl'])('shows %s as it runs here', (file) => {
    const readme = readFileSync(path('README.md'), 'utf8');
    const text = readFileSync(path(`tests/support/example-scene/${file}`), 'utf8');
    // In a reader's tree the scene stands two folders below the top, here it stands three.
    expect(readme).toContain(text.replaceAll('../../../engine', '../../engine').trim());
  });

  it('plays', async () => {
    const one = await openOfflineInstrument({ size: { width: 96, height: 54 }, scenes: [ripple] });
    await one.frames(3);
    const first = (await one.picture()).data;
    await one.frames(10);
    const later = (await one.picture()).data;
    expect(one.notices).toEqual([]);
    expect(later).not.toEqual(first);
    one.dispose();
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { keyMap } from '../../../engine/control/key-map.ts';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

describe("the README's table of keys", () => {
  it.each(keyMap.map((binding) => [binding.does, binding] as const))('has: %s', (_, binding) => {
    const { caps, keys, does, withShift } = binding;
    const between = keys.length > caps.length ? ' – ' : ' ';
    const shown = caps.map((cap) => `\`${cap}\``).join(between);
    const shift = withShift ? ` (Shift: ${withShift})` : '';
    expect(readme).toContain(`| ${shown} | ${does}${shift} |`);
  });
});

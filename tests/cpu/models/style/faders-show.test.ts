import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { modelLibrary } from '../../../../app/model-library.ts';
import { sceneLibrary } from '../../../../app/scene-library.ts';
import { createParamStore } from '../../../../engine/params/param-store.ts';
import { declareSessionParams } from '../../../../engine/session/session-params.ts';
import { parseShow } from '../../../../engine/session/show.ts';
import { builtInStyles } from '../../../../models/style/built-in.ts';

const file = new URL('../../../../models/style/faders-show.json', import.meta.url);

it('sweeps the faders of all styles', () => {
  const store = createParamStore();
  declareSessionParams(store, sceneLibrary, modelLibrary);
  const show = parseShow(readFileSync(file, 'utf8'), store.declarations);
  const raised = show.events.flatMap(({ set }) => set.filter(({ value }) => value === 1));
  const names = builtInStyles.map(({ name }) => `style.${name}`);
  // The first one is up from the start.
  expect(names.slice(1).filter((id) => !raised.some((one) => one.id === id))).toEqual([]);
});

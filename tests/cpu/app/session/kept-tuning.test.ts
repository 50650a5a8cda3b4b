import { expect, it } from 'vitest';
import { createKeptTuning } from '../../../../app/session/kept-tuning.ts';

function storage(texts: Record<string, string> = {}) {
  return {
    get: (name: string) => texts[name] ?? null,
    set(name: string, text: string) {
      texts[name] = text;
    },
  };
}

it('keeps choices of kernels from session to session', async () => {
  const kept = storage();
  await createKeptTuning(kept).set('conv', 'winograd4');
  expect(await createKeptTuning(kept).get('conv')).toBe('winograd4');
  expect(await createKeptTuning(kept).get('other')).toBeUndefined();
});

it.each(['{"torn', 'null', '3'])('measures again what was kept as %s', async (text) => {
  expect(await createKeptTuning(storage({ tuning: text })).get('conv')).toBeUndefined();
});

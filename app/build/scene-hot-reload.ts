import type { Plugin } from 'vite';

/**
 * Makes every scene module its own hot-reload border while the development server runs: an edit
 * of its TypeScript or WGSL re-evaluates the scene and hands the new definition to the page as
 * a `phosphene:scene` event, instead of reloading the page.
 */
export function sceneHotReload(): Plugin {
  return {
    name: 'phosphene-scene-hot-reload',
    apply: 'serve',
    transform(code, id) {
      if (!/\/scenes\/[^/]+\/scene\.ts$/.test(id)) return null;
      const accept = `
if (import.meta.hot) {
  import.meta.hot.accept((next) => {
    if (next) globalThis.dispatchEvent(new CustomEvent('phosphene:scene', { detail: next.default }));
  });
}`;
      return { code: code + accept, map: null };
    },
  };
}

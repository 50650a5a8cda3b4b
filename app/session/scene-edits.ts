import type { Instrument } from '../../engine/session/instrument.ts';
import type { SceneDefinition } from '../../engine/stage/scene.ts';

/** Puts scenes that were edited while the development server runs on air at once. */
export function takeEditedScenes(window: Window, instrument: Instrument): () => void {
  const onScene = (event: Event) => {
    const scene = (event as CustomEvent<SceneDefinition>).detail;
    instrument.replaceScene(scene);
    instrument.notices.say(`Scene ${scene.label} was edited.`);
  };
  window.addEventListener('phosphene:scene', onScene);
  return () => window.removeEventListener('phosphene:scene', onScene);
}

import { DeckPanel } from './panels/deck-panel.tsx';
import { DropTarget } from './panels/drop-target.tsx';
import { HandsPanel } from './panels/hands/hands-panel.tsx';
import { KeyOverlay } from './panels/key-overlay.tsx';
import { Master } from './panels/master.tsx';
import { Mix } from './panels/mix.tsx';
import { MusicPanel } from './panels/music-panel.tsx';
import { Parameters } from './panels/parameters.tsx';
import { Programme } from './panels/programme.tsx';
import { SceneGrid } from './panels/scene-grid.tsx';
import { StatusLine } from './panels/status-line.tsx';
import { TopBar } from './panels/top-bar.tsx';
import { useSession } from './session-context.ts';

/** The performer's page: deck A and the scenes, the programme, deck B and the master. */
export function Page() {
  const { hands } = useSession();
  const isPointing = hands.learn.learning.value || hands.learn.routing.value !== null;
  return (
    <div class="panel" data-pointing={isPointing}>
      <TopBar />
      <div class="side side-a">
        <DeckPanel deck="a" />
        <SceneGrid />
      </div>
      <main class="centre">
        <Programme />
        <Mix />
        <Parameters />
      </main>
      <div class="side side-b">
        <DeckPanel deck="b" />
        <Master />
      </div>
      <StatusLine />
      <KeyOverlay />
      <HandsPanel />
      <MusicPanel />
      <DropTarget />
    </div>
  );
}

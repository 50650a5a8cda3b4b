/** The performer's page: starts a session in this window and shows it. */

import { render } from 'preact';
import { messageOf } from '../engine/core/errors.ts';
import { Page } from './page/page.tsx';
import { SessionContext } from './page/session-context.ts';
import './page/styles/tokens.css';
import './page/styles/base.css';
import './page/styles/layout.css';
import './page/styles/controls.css';
import './page/styles/top.css';
import './page/styles/sides.css';
import './page/styles/centre.css';
import './page/styles/overlays.css';
import './page/styles/hands.css';
import './page/styles/music.css';
import { createLiveSession, type LiveSession } from './session/live-session.ts';

declare global {
  interface Window {
    /** The session of this window, for tests and for the curious. */
    phosphene?: LiveSession;
  }
}

function start(root: HTMLElement): void {
  try {
    const session = createLiveSession(window);
    window.phosphene = session;
    render(
      <SessionContext.Provider value={session}>
        <Page />
      </SessionContext.Provider>,
      root,
    );
  } catch (thrown) {
    render(<p class="stopped">Phosphene could not start. {messageOf(thrown)}</p>, root);
  }
}

const root = document.getElementById('page');
if (root) start(root);

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { LiveSession } from '../session/live-session.ts';

/** The session that the page shows. */
export const SessionContext = createContext<LiveSession | null>(null);

/** The session of the page. @throws Error outside of a page */
export function useSession(): LiveSession {
  const session = useContext(SessionContext);
  if (!session) throw new Error('A part of the page was rendered without a session around it.');
  return session;
}

import { type EyesPort, serveEyes } from '../../engine/features/eyes/eyes-thread.ts';

// The worker that looks at the picture: its numbers for followers and the music.
serveEyes(self as unknown as EyesPort);

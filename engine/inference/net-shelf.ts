import { fail } from '../core/errors.ts';
import type { Unit01 } from '../core/units.ts';
import type { NetBody, PictureNet, WeightsLoader } from './picture-net.ts';

/** The nets of a session with their weights as far as they were loaded; outlives devices. */
export interface NetShelf {
  readonly nets: readonly PictureNet[];
  /** A net by name. @throws InstrumentError for an unknown one */
  find(name: string): PictureNet;
  /** A net's body, loaded once. A load that failed is tried again when it is asked for again. */
  body(net: PictureNet): Promise<NetBody>;
  /** Share of a net's file that has arrived; 0 before, and where the server does not say its size. */
  arrived(net: PictureNet): Unit01;
}

/** A shelf of nets of which none is loaded. @throws InstrumentError when two have one name */
export function createNetShelf(nets: readonly PictureNet[], weights: WeightsLoader): NetShelf {
  const bodies = new Map<PictureNet, Promise<NetBody>>();
  const shares = new Map<PictureNet, Unit01>();
  const names = nets.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    fail({
      subject: 'The names of nets',
      constraint: 'be unique',
      got: `${twice} twice`,
      remedy: 'rename one of the folders in models/',
    });
  }
  return {
    nets,
    find: (name) =>
      nets.find((net) => net.name === name) ??
      fail({
        subject: 'The name of a net',
        constraint: `be one of ${names.join(', ') || 'none: there are no models'}`,
        got: name,
        remedy: 'correct it, or add models/<name>/model.ts',
      }),
    body(net) {
      const known = bodies.get(net);
      if (known) return known;
      const loading = net.load((url, options) =>
        weights(url, {
          ...options,
          onProgress(loaded, total) {
            if (total !== null) shares.set(net, loaded / Math.max(1, total));
            options?.onProgress?.(loaded, total);
          },
        }),
      );
      bodies.set(net, loading);
      loading.catch(() => bodies.delete(net));
      return loading;
    },
    arrived: (net) => shares.get(net) ?? 0,
  };
}

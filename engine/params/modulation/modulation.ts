import type { FrameTime } from '../../core/frame-time.ts';
import { choice, number, type ParamSpecs, toggle } from '../declaration.ts';
import type { ParamStore } from '../param-store.ts';
import { type FollowedFeatures, type ModulationSource, modulationSources } from './sources.ts';

/** Routes from sources to parameters that a session has. */
export const ROUTES = 64;
/** Value of a route's choices where there is none. */
export const NO_ROUTE = 'none';

/** How far modulation moves a parameter, as shares of its control's travel. */
export interface ModulationReach {
  /** Lowest and highest offset that all its routes together can make. */
  readonly low: number;
  readonly high: number;
}

/** How far two movements of a parameter take it together. */
export function addReach(
  one: ModulationReach | null,
  other: ModulationReach | null,
): ModulationReach | null {
  if (!one || !other) return one ?? other;
  return { low: one.low + other.low, high: one.high + other.high };
}

/** Moves parameters by sources: what is routed where are parameters themselves. */
export interface Modulation {
  readonly sources: readonly ModulationSource[];
  /** Moves what this frame sees; call it right after the store has applied the frame's changes. */
  run(time: FrameTime): void;
  /** Value of a source in the newest frame. */
  valueOf(source: number): number;
  /** How far a parameter is moved, or null when it is not. */
  reachOf(index: number): ModulationReach | null;
}

function routeParams(sources: readonly string[], targets: readonly string[]): ParamSpecs {
  return {
    source: choice('Source', sources),
    target: choice('Target', targets),
    depth: number('Depth', {
      min: -1,
      max: 1,
      default: 0,
      about: 'Share of the travel that the source moves it by',
    }),
  };
}

/**
 * Declares all sources and routes under `mod.`; call it when every parameter that may be moved is
 * declared.
 */
export function declareModulation(store: ParamStore, features: readonly string[]): void {
  const sources = modulationSources(features);
  const targets = [
    NO_ROUTE,
    ...store.declarations.filter(({ kind }) => kind !== 'trigger').map(({ id }) => id),
  ];
  store.declare('mod', {
    on: toggle('Modulation', { default: true, about: 'Off, nothing is moved' }),
  });
  for (const { name, params } of sources) store.declare(`mod.${name}`, params);
  // Sources' own parameters can be moved too: an LFO by an envelope.
  targets.push(
    ...sources.flatMap(({ name, params }) =>
      Object.keys(params).map((param) => `mod.${name}.${param}`),
    ),
  );
  const names = [NO_ROUTE, ...sources.map(({ name }) => name)];
  const route = routeParams(names, targets);
  for (let i = 1; i <= ROUTES; i++) store.declare(`mod.route${i}`, route);
}

/** A route's places in the snapshot, and what it says. */
interface Route {
  readonly source: number;
  readonly target: number;
  readonly depth: number;
}

/**
 * The modulation of a store on which it was declared. It allocates nothing in a frame, and costs
 * what its live routes cost.
 */
export function createModulation(store: ParamStore, features: FollowedFeatures): Modulation {
  const sources = modulationSources(features.names);
  const runs = sources.map(({ name, create }) =>
    create((param) => store.indexOf(`mod.${name}.${param}`)),
  );
  const lows = sources.map(({ low }) => low);
  const routes: Route[] = Array.from({ length: ROUTES }, (_, i) => ({
    source: store.indexOf(`mod.route${i + 1}.source`),
    target: store.indexOf(`mod.route${i + 1}.target`),
    depth: store.indexOf(`mod.route${i + 1}.depth`),
  }));
  const targets = store.declarations[routes[0]?.target ?? 0]?.choices ?? [];
  const targetPlaces = targets.map((id) => (id === NO_ROUTE ? -1 : store.indexOf(id)));
  const isOn = store.indexOf('mod.on');
  const outputs = new Float64Array(sources.length);
  const reach = new Map<number, { low: number; high: number }>();
  let revision = -1;
  /** Routes that have a source and a target: those onto sources themselves, and the others. */
  const inner: Route[] = [];
  const outer: Route[] = [];
  const firstSource = store.indexOf(`mod.${sources[0]?.name}.shape`);

  const sourceOf = ({ source }: Route) => store.target(source) - 1;
  const targetOf = ({ target }: Route) => targetPlaces[store.target(target)] ?? -1;

  const refresh = () => {
    if (revision === store.revision) return;
    revision = store.revision;
    inner.length = 0;
    outer.length = 0;
    reach.clear();
    for (const route of routes) {
      const depth = store.target(route.depth);
      const place = targetOf(route);
      const source = sourceOf(route);
      if (source < 0 || place < 0) continue;
      (place >= firstSource ? inner : outer).push(route);
      const known = reach.get(place) ?? { low: 0, high: 0 };
      const ends = [depth * (lows[source] ?? 0), depth];
      known.low += Math.min(...ends);
      known.high += Math.max(...ends);
      reach.set(place, known);
    }
  };

  const move = (list: readonly Route[]) => {
    for (let i = 0; i < list.length; i++) {
      const route = list[i];
      if (!route) continue;
      const offset = store.snapshot.at(route.depth) * (outputs[sourceOf(route)] ?? 0);
      store.modulate(targetOf(route), offset);
    }
  };

  return {
    sources,
    run(time) {
      refresh();
      const { snapshot } = store;
      // Sources move each other by what they were in the frame before, so that a circle is none.
      const moves = snapshot.at(isOn) > 0.5;
      if (moves) move(inner);
      for (let i = 0; i < runs.length; i++) outputs[i] = runs[i]?.(time, snapshot, features) ?? 0;
      if (moves) move(outer);
    },
    valueOf: (source) => outputs[source] ?? 0,
    reachOf(index) {
      refresh();
      return store.target(isOn) > 0.5 ? (reach.get(index) ?? null) : null;
    },
  };
}

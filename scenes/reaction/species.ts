/** Feed and kill rates of a pattern of the Gray-Scott reaction. */
export interface Species {
  readonly name: string;
  readonly feed: number;
  readonly kill: number;
}

/**
 * Patterns that stay alive, from still to restless.
 * @source J. Pearson, "Complex patterns in a simple system", Science 261 (1993); R. Munafo's
 * catalogue of its parameter space (xmorphia); moved a little so that each grows from any seed.
 */
export const species: readonly Species[] = [
  { name: 'Coral', feed: 0.0545, kill: 0.062 },
  { name: 'Mitosis', feed: 0.0367, kill: 0.0649 },
  { name: 'Worms', feed: 0.046, kill: 0.063 },
  { name: 'Spots', feed: 0.03, kill: 0.062 },
  { name: 'Labyrinth', feed: 0.029, kill: 0.057 },
  { name: 'Tides', feed: 0.016, kill: 0.0475 },
];

/** Names of the species, for a choice. */
export const speciesNames: readonly string[] = species.map(({ name }) => name);

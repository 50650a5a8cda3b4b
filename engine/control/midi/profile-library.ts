import { type Profile, parseProfile } from './profile.ts';

/** Profiles of controllers, found by their files in `profiles/`. */
const files = import.meta.glob<unknown>('./profiles/*.json', { eager: true, import: 'default' });

/** File of the profile for what no other one knows. */
export const GENERIC = 'generic-keyboard.json';

/** All profiles, the generic one last. @throws InstrumentError for a file that is none */
export const profileLibrary: readonly Profile[] = Object.entries(files)
  .map(([path, data]) => parseProfile(data, path.slice(path.lastIndexOf('/') + 1)))
  .sort((a, b) => Number(a.file === GENERIC) - Number(b.file === GENERIC));

/** Whether a port's name has these words, at its end where a `$` follows them. */
const has = (name: string, words: string) =>
  words.endsWith('$') ? name.endsWith(words.slice(0, -1)) : name.includes(words);

/** Whether a profile is for a port of this name. */
export function fits(profile: Profile, port: string): boolean {
  const name = port.toLowerCase();
  const isNamed = profile.ports.some((words) => has(name, words));
  return isNamed && !profile.notPorts?.some((words) => has(name, words));
}

/** The profile for a port, or null for a port that its device keeps for something else. */
export function profileFor(
  port: string,
  profiles: readonly Profile[] = profileLibrary,
): Profile | null {
  const known = profiles.find((profile) => fits(profile, port));
  if (known && known.file !== GENERIC) return known;
  const name = port.toLowerCase();
  const isSecond = profiles.some(
    ({ file, ports, notPorts = [] }) =>
      file !== GENERIC &&
      ports.some((words) => has(name, words)) &&
      notPorts.some((words) => has(name, words)),
  );
  return isSecond ? null : (known ?? null);
}

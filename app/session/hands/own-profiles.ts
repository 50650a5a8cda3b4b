import { profileFromMixxx } from '../../../engine/control/midi/mixxx-mapping.ts';
import { type Profile, parseProfile, readProfile } from '../../../engine/control/midi/profile.ts';
import { type Kept, readKept } from './kept.ts';

/** Profiles that the performer has brought, beside those that come with the instrument. */
export interface OwnProfiles {
  readonly all: readonly Profile[];
  /**
   * Takes a profile, or a Mixxx mapping as one to begin with, in the place of one of its name.
   * @throws InstrumentError that names the place in the file
   */
  add(text: string, file: string): Profile;
}

const NAME = 'profiles';

function listOf(text: string): Profile[] {
  const texts: unknown = JSON.parse(text);
  return Array.isArray(texts) ? texts.map((one) => readProfile(String(one), NAME)) : [];
}

/** Profiles that were kept. */
export function createOwnProfiles(kept: Kept, say: (text: string) => void): OwnProfiles {
  const texts = new Map<string, string>();
  let all = readKept(kept, NAME, listOf, say) ?? [];
  for (const profile of all) texts.set(profile.name, written(profile));
  return {
    get all() {
      return all;
    },
    add(text, file) {
      const isXml = text.trimStart().startsWith('<');
      const profile = isXml
        ? parseProfile(profileFromMixxx(text, file), file)
        : readProfile(text, file);
      texts.set(profile.name, written(profile));
      all = [profile, ...all.filter(({ name }) => name !== profile.name)];
      kept.set(NAME, JSON.stringify([...texts.values()]));
      return profile;
    },
  };
}

/** A profile as its file. */
function written(profile: Profile): string {
  const { file: _f, all: _a, byControl: _b, fine: _n, plain: _p, needsSysex: _s, ...own } = profile;
  return JSON.stringify(own);
}

import type { Seconds, Unit01 } from '../../core/units.ts';
import type { LightColour, LightForm, Profile } from './profile.ts';

/** What a control shows. */
export interface LightState {
  readonly colour: LightColour;
  /** Place of what it turns, for rings and motor faders. */
  readonly travel: Unit01;
}

/** Sets the lights of one device, no faster than it can take them. */
export interface LightPainter {
  /** What a control is to show from now on; unknown controls have no light. */
  show(control: string, state: LightState): void;
  /** Sends what is due; call it every frame. */
  paint(now: Seconds): void;
  /** Forgets what the device shows: it was plugged in again, and gets everything anew. */
  forget(): void;
  /** All lights off, and the messages for leaving. */
  end(): void;
  /** Whether the device shows all that it was told to. */
  readonly isDone: boolean;
}

/** Milliseconds between messages where the profile says nothing. */
const USUAL_PACE = 0.5;
/** What one frame sends is stamped over so long a time, so that no message follows too soon. */
const SEND_AHEAD: Seconds = 0.016;

/** Colours that stand in for one that a device has not. */
const INSTEAD: Readonly<Record<LightColour, readonly LightColour[]>> = {
  off: [],
  dim: ['off'],
  on: ['white', 'green'],
  white: ['on', 'amber'],
  red: ['on'],
  amber: ['on'],
  green: ['on'],
  cyan: ['blue', 'green', 'on'],
  blue: ['cyan', 'on'],
  violet: ['blue', 'red', 'on'],
};

/** Parts of colours for devices that mix them, seven bits each. */
const RGB: Readonly<Record<LightColour, readonly [number, number, number]>> = {
  off: [0, 0, 0],
  dim: [6, 6, 8],
  on: [100, 100, 100],
  white: [100, 100, 100],
  red: [127, 4, 2],
  amber: [127, 64, 4],
  green: [4, 110, 10],
  cyan: [4, 100, 110],
  blue: [4, 20, 127],
  violet: [80, 4, 127],
};

function colourValue(colours: LightForm['colours'] = {}, colour: LightColour): number {
  const own = colours[colour];
  if (own !== undefined) return own;
  const stand = INSTEAD[colour].find((other) => colours[other] !== undefined);
  return (stand === undefined ? undefined : colours[stand]) ?? colours.off ?? 0;
}

/** The message that makes a light show a state. */
export function lightBytes(
  form: LightForm,
  place: { readonly number: number; readonly channel: number },
  { colour, travel }: LightState,
): number[] {
  const [r, g, b] = RGB[colour];
  const ends = form.travel;
  const [low = 0, high = 127] = ends ?? [];
  const value = ends ? Math.round(low + (high - low) * travel) : colourValue(form.colours, colour);
  const parts = { n: place.number, v: value, r, g, b };
  return form.bytes.map((part, i) => {
    const byte = typeof part === 'number' ? part : parts[part];
    return i === 0 && form.perChannel ? byte + place.channel - 1 : byte;
  });
}

interface Light {
  readonly form: LightForm;
  readonly number: number;
  readonly channel: number;
  wanted: readonly number[];
  /** The wanted message, and the one that the device was sent last, as one word. */
  word: string;
  sent: string;
}

const OFF: LightState = { colour: 'off', travel: 0 };

/** A painter of a profile's lights. @param send takes one message, and when it is to go */
export function createLightPainter(
  profile: Profile,
  send: (bytes: readonly number[], at?: Seconds) => void,
): LightPainter {
  const pace = (profile.pace ?? USUAL_PACE) / 1000;
  const lights = new Map<string, Light[]>();
  for (const { control, channel, lights: forms } of profile.all) {
    const made = forms.map(({ form, number }): Light => {
      const wanted = lightBytes(form, { number, channel }, OFF);
      return { form, number, channel, wanted, word: wanted.join(), sent: '' };
    });
    if (made.length > 0) lights.set(control, made);
  }
  const all = [...lights.values()].flat();
  /** Messages that come first, such as those that put the device in its mode. */
  let first = [...(profile.start ?? [])];
  let next = 0;
  let last: Seconds = Number.NEGATIVE_INFINITY;

  /** The next light whose message is not what it shows, in turn, so that none waits for ever. */
  const due = (): Light | null => {
    for (let i = 0; i < all.length; i++) {
      const light = all[(next + i) % all.length];
      if (light && light.word !== light.sent) {
        next = (next + i + 1) % all.length;
        return light;
      }
    }
    return null;
  };
  const sendNext = (at: Seconds): boolean => {
    const message = first.shift();
    if (message) {
      send(message, at);
      return true;
    }
    const light = due();
    if (!light) return false;
    light.sent = light.word;
    send(light.wanted, at);
    return true;
  };

  return {
    show(control, state) {
      for (const light of lights.get(control) ?? []) {
        light.wanted = lightBytes(light.form, light, state);
        light.word = light.wanted.join();
      }
    },
    paint(now) {
      let at = Math.max(now, last + pace);
      for (; at < now + SEND_AHEAD && sendNext(at); at += pace) last = at;
    },
    forget() {
      first = [...(profile.start ?? [])];
      for (const light of all) light.sent = '';
    },
    end() {
      for (const light of all) {
        if (!light.form.travel) send(lightBytes(light.form, light, OFF));
      }
      for (const message of profile.end ?? []) send(message);
    },
    get isDone() {
      return first.length === 0 && all.every(({ word, sent }) => word === sent);
    },
  };
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createVideoInput, type VideoInput } from '../../../../engine/input/video-input.ts';

/** A track of a camera or a screen. */
class FakeTrack extends EventTarget {
  muted = false;
  readyState = 'live';
  readonly label: string;
  readonly settings: { deviceId: string; facingMode?: string };

  constructor(label: string, settings: { deviceId: string; facingMode?: string }) {
    super();
    this.label = label;
    this.settings = settings;
  }

  getSettings() {
    return this.settings;
  }

  stop() {
    this.readyState = 'ended';
  }

  /** What the browser does when the device goes, or the user ends the sharing. */
  end() {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }

  mute(muted: boolean) {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }
}

/** A video element that shows its first image at once. */
class FakeVideo extends EventTarget {
  readyState = 4;
  videoWidth = 640;
  videoHeight = 480;
  currentTime = 0;
  srcObject: unknown = null;
  error: unknown = null;
  paused = true;
  callback: (() => void) | null = null;
  #src = '';

  get src() {
    return this.#src;
  }

  set src(url: string) {
    this.#src = url;
    this.readyState = 0;
    queueMicrotask(() => {
      if (files.get(url) === 'broken') {
        this.error = new FakeMediaError();
        this.dispatchEvent(new Event('error'));
      } else {
        this.readyState = 4;
        if (files.get(url) === 'sound') this.videoWidth = 0;
        this.dispatchEvent(new Event('loadeddata'));
      }
    });
  }

  requestVideoFrameCallback(callback: () => void) {
    this.callback = callback;
    return 1;
  }

  cancelVideoFrameCallback() {
    this.callback = null;
  }

  /** A new image comes. */
  image() {
    this.callback?.();
  }

  async play() {
    this.paused = false;
    queueMicrotask(() => this.dispatchEvent(new Event('timeupdate')));
  }

  pause() {
    this.paused = true;
    this.dispatchEvent(new Event('pause'));
  }

  load() {}
  removeAttribute() {}
}

class FakeMediaError {
  static readonly MEDIA_ERR_DECODE = 3;
  readonly code = 4;
}

interface Device {
  readonly deviceId: string;
  readonly label: string;
  readonly kind: string;
}

/** What is plugged in, and what asking for it throws. */
class FakeDevices extends EventTarget {
  devices: Device[] = [];
  refusal: string | null = null;
  tracks: FakeTrack[] = [];
  facingMode: string | undefined;

  async enumerateDevices() {
    return this.devices;
  }

  async getUserMedia({ video }: { video: { deviceId?: { exact: string } } }) {
    if (this.refusal) throw new DOMException('no', this.refusal);
    const wanted = video.deviceId?.exact;
    const device = this.devices.find(({ deviceId }) => !wanted || deviceId === wanted);
    if (!device) throw new DOMException('no', 'NotFoundError');
    const { facingMode } = this;
    const settings = { deviceId: device.deviceId, ...(facingMode && { facingMode }) };
    return this.#stream(new FakeTrack(device.label, settings));
  }

  async getDisplayMedia() {
    if (this.refusal) throw new DOMException('no', this.refusal);
    return this.#stream(new FakeTrack('Window of the editor', { deviceId: 'screen' }));
  }

  #stream(track: FakeTrack) {
    this.tracks.push(track);
    return { getVideoTracks: () => [track], getTracks: () => [track] };
  }

  plug(...devices: Device[]) {
    this.devices = devices;
    this.dispatchEvent(new Event('devicechange'));
  }

  get track(): FakeTrack {
    const track = this.tracks.at(-1);
    if (!track) throw new Error('No stream was opened.');
    return track;
  }
}

const desk: Device = { deviceId: 'desk', label: 'Desk camera', kind: 'videoinput' };
const stage: Device = { deviceId: 'stage', label: 'Stage camera', kind: 'videoinput' };
const microphone: Device = { deviceId: 'voice', label: 'Microphone', kind: 'audioinput' };

/** What a file is, by its address. */
const files = new Map<string, string>();
let media: FakeDevices;
let videos: FakeVideo[];
let notices: string[];
let input: VideoInput;

beforeEach(() => {
  media = new FakeDevices();
  media.devices = [desk, microphone, stage];
  videos = [];
  notices = [];
  vi.stubGlobal('navigator', { mediaDevices: media });
  vi.stubGlobal('MediaError', FakeMediaError);
  vi.stubGlobal('document', {
    createElement: () => {
      const video = new FakeVideo();
      videos.push(video);
      return video;
    },
  });
  vi.stubGlobal('createImageBitmap', async (file: Blob) => {
    if ((await file.text()) === 'broken') throw new Error('not an image');
    return { width: 800, height: 600, close() {} };
  });
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    const url = `blob:${files.size}`;
    files.set(url, blob instanceof File ? blob.name.replace(/\..*/, '') : '');
    return url;
  });
  input = createVideoInput({ report: (message) => notices.push(message) });
});

afterEach(() => {
  input.dispose();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Lets promises and events that are under way come to their end. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const state = () => input.state;

describe('before anything is chosen', () => {
  it('shows the demo source, and tells of the cameras', async () => {
    expect(state()).toMatchObject({ kind: 'demo', status: 'playing', message: '' });
    expect(input.pull()).toBeNull();
    expect(await input.devices()).toEqual([
      { id: 'desk', label: 'Desk camera' },
      { id: 'stage', label: 'Stage camera' },
    ]);
  });

  it('numbers cameras whose names are not told yet', async () => {
    media.devices = [{ ...desk, label: '' }, microphone, { ...stage, label: '' }];
    const labels = (await input.devices()).map(({ label }) => label);
    expect(labels).toEqual(['Camera 1', 'Camera 2']);
  });

  it('offers no camera where the browser has no devices', async () => {
    vi.stubGlobal('navigator', {});
    expect(await input.devices()).toEqual([]);
    await expect(input.select({ kind: 'camera' })).rejects.toThrow('https');
    expect(state()).toMatchObject({ kind: 'demo', status: 'failed' });
  });
});

describe('a camera', () => {
  it('is opened by its identifier, and mirrored', async () => {
    const statuses: string[] = [];
    input.onChange(() => statuses.push(input.state.status));
    await input.select({ kind: 'camera', deviceId: 'stage' });
    expect(statuses).toEqual(['opening', 'playing']);
    expect(state()).toMatchObject({ kind: 'camera', label: 'Stage camera', message: '' });
    expect(input.pull()).toMatchObject({ kind: 'external', width: 640, height: 480, mirror: true });
  });

  it('is not mirrored when it looks away from its player', async () => {
    media.facingMode = 'environment';
    await input.select({ kind: 'camera' });
    expect(input.pull()?.mirror).toBe(false);
  });

  it.each([
    ['NotAllowedError', 'denied', 'allow the camera'],
    ['NotReadableError', 'busy', 'close the other program'],
    ['NotFoundError', 'lost', 'plug it in'],
    ['OverconstrainedError', 'lost', 'plug it in'],
    ['TypeError', 'failed', 'https'],
  ])(
    'that gives a %s is %s, with a remedy, and the picture stays',
    async (name, status, remedy) => {
      await input.select({ kind: 'camera' });
      media.refusal = name;
      await expect(input.select({ kind: 'camera', deviceId: 'stage' })).rejects.toThrow(remedy);
      expect(state()).toMatchObject({ kind: 'camera', label: 'Desk camera', status });
      expect(state().message).toContain(remedy);
      expect(notices).toEqual([state().message]);
      expect(input.pull()).not.toBeNull();
    },
  );

  it('that is unplugged gives way to the demo source, and is taken back', async () => {
    await input.select({ kind: 'camera', deviceId: 'stage' });
    media.devices = [desk];
    media.track.end();
    expect(state()).toMatchObject({ kind: 'demo', status: 'lost' });
    expect(state().message).toContain('Stage camera must stay plugged in');
    expect(input.pull()).toBeNull();

    media.plug(desk);
    await settle();
    expect(state().kind).toBe('demo');

    media.plug(desk, stage);
    await settle();
    expect(state()).toMatchObject({ kind: 'camera', label: 'Stage camera', status: 'playing' });
    expect(notices.at(-1)).toBe('Stage camera is back.');
    expect(input.pull()).not.toBeNull();
  });

  it('is known by its name when it comes back under another identifier', async () => {
    await input.select({ kind: 'camera', deviceId: 'stage' });
    media.devices = [];
    media.track.end();
    media.plug({ ...stage, deviceId: 'other port' });
    await settle();
    expect(state()).toMatchObject({ kind: 'camera', label: 'Stage camera' });
  });

  it('is not taken back when something else was chosen meanwhile', async () => {
    await input.select({ kind: 'camera', deviceId: 'stage' });
    media.devices = [desk];
    media.track.end();
    await input.select({ kind: 'demo' });
    media.plug(desk, stage);
    await settle();
    expect(state()).toMatchObject({ kind: 'demo', status: 'playing', message: '' });
  });

  it('that is covered shows the demo source until it is not', async () => {
    await input.select({ kind: 'camera' });
    media.track.mute(true);
    expect(input.pull()).toBeNull();
    expect(state().message).toContain('look for a cover');
    media.track.mute(false);
    expect(input.pull()).not.toBeNull();
    expect(state().message).toBe('');
  });

  it('is switched off when another source is chosen', async () => {
    await input.select({ kind: 'camera', deviceId: 'desk' });
    const first = media.track;
    await input.select({ kind: 'camera', deviceId: 'stage' });
    expect(first.readyState).toBe('ended');
    expect(state().label).toBe('Stage camera');
    input.dispose();
    expect(media.track.readyState).toBe('ended');
  });

  it('that was asked for last wins, however they come', async () => {
    const [first, second] = ['desk', 'stage'].map((deviceId) =>
      input.select({ kind: 'camera', deviceId }),
    );
    await Promise.all([first, second]);
    expect(state().label).toBe('Stage camera');
    expect(media.tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'live']);
  });
});

describe('images', () => {
  it('are new when the browser calls back for one, and only then', async () => {
    await input.select({ kind: 'camera' });
    const version = () => input.pull()?.version;
    const first = version();
    expect(version()).toBe(first);
    videos.at(-1)?.image();
    const second = version();
    expect(second).not.toBe(first);
    expect(version()).toBe(second);
  });

  it('are told by the time of the video where the browser stops calling back', async () => {
    await input.select({ kind: 'camera' });
    const video = videos.at(-1);
    const versions = new Set<number | undefined>();
    for (let i = 0; i < 20; i++) {
      if (video) video.currentTime += 1 / 60;
      versions.add(input.pull()?.version);
    }
    expect(versions.size).toBeGreaterThan(10);
  });

  it('stay the last one while the video seeks', async () => {
    await input.select({ kind: 'camera' });
    const before = input.pull()?.version;
    const video = videos.at(-1);
    if (video) video.readyState = 1;
    video?.image();
    expect(input.pull()?.version).toBe(before);
  });

  it('of another opening have another origin', async () => {
    await input.select({ kind: 'camera' });
    const first = input.pull()?.origin;
    await input.select({ kind: 'camera', deviceId: 'stage' });
    expect(input.pull()?.origin).not.toBe(first);
  });
});

describe('a file', () => {
  const file = (name: string, type: string, text = '') => new File([text], name, { type });

  it('plays in a loop, silently and not mirrored', async () => {
    await input.select({ kind: 'file', file: file('dance.mp4', 'video/mp4') });
    expect(state()).toMatchObject({ kind: 'file', label: 'dance.mp4', status: 'playing' });
    expect(videos.at(-1)).toMatchObject({ loop: true, muted: true, paused: false });
    expect(input.pull()?.mirror).toBe(false);
  });

  it('that the browser pauses plays on', async () => {
    await input.select({ kind: 'file', file: file('dance.mp4', 'video/mp4') });
    videos.at(-1)?.pause();
    expect(videos.at(-1)?.paused).toBe(false);
  });

  it.each([
    ['broken.mp4', 'a format or codec that it does not know'],
    ['sound.mp4', 'without a picture'],
  ])('like %s is refused with the way to convert it, and the picture stays', async (name, why) => {
    await input.select({ kind: 'camera' });
    const chosen = input.select({ kind: 'file', file: file(name, 'video/mp4') });
    await expect(chosen).rejects.toThrow(why);
    expect(state()).toMatchObject({ kind: 'camera', status: 'failed' });
    expect(state().message).toContain(`ffmpeg -i "${name}"`);
    expect(input.pull()).not.toBeNull();
  });

  it('that is an image is shown as one', async () => {
    await input.select({ kind: 'file', file: file('poster.png', 'image/png') });
    expect(state()).toMatchObject({ kind: 'image', label: 'poster.png' });
    expect(input.pull()).toMatchObject({ kind: 'copy', width: 800, height: 600, mirror: false });
    expect(input.pull()).toBe(input.pull());
  });

  it('that is no image is refused', async () => {
    const chosen = input.select({ kind: 'image', file: file('x.png', 'image/png', 'broken') });
    await expect(chosen).rejects.toThrow('PNG, JPEG');
    expect(state()).toMatchObject({ kind: 'demo', status: 'failed' });
  });

  it('has to be given', async () => {
    await expect(input.select({ kind: 'file' })).rejects.toThrow('no file');
  });
});

describe('a screen', () => {
  it('is shown until its user ends that, and then the demo source', async () => {
    await input.select({ kind: 'screen' });
    expect(state()).toMatchObject({ kind: 'screen', label: 'Window of the editor' });
    expect(input.pull()?.mirror).toBe(false);
    media.track.end();
    expect(state()).toMatchObject({ kind: 'demo', status: 'ended' });
    expect(state().message).toContain('choose it again');
    media.plug(desk);
    await settle();
    expect(state().kind).toBe('demo');
  });

  it('that is not chosen leaves the picture as it is', async () => {
    media.refusal = 'NotAllowedError';
    await expect(input.select({ kind: 'screen' })).rejects.toThrow('click on Share');
    expect(state()).toMatchObject({ kind: 'demo', status: 'denied' });
  });
});

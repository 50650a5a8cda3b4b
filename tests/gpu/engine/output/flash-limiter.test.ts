import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../engine/core/random.ts';
import type { GpuContext } from '../../../../engine/gpu/gpu-context.ts';
import { buildFlashLimiter } from '../../../../engine/output/flash-limiter.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';
import {
  createPicture,
  type Painter,
  paint,
  readBytes,
  runFrame,
} from '../../../support/pictures.ts';
import { toEncoded } from '../mixer/compositing-spec.ts';
import { countFlashes, type FlashCount, type Video } from './flash-counter.ts';

const SIZE = { width: 64, height: 36 };
const BLOCK = 2;
/** Seeds of the random films that are played: a few that an earlier limiter let through. */
const TANGLES = [9, 14, 15, 29, 33, 60];
const BLACK = [0, 0, 0] as const;
const WHITE = [1, 1, 1] as const;
const RED = [1, 0, 0] as const;
/** As light as pure red. */
const GREY = [0.2126, 0.2126, 0.2126] as const;
type Colour = readonly [number, number, number];

/** A picture of each frame. */
type Film = (index: number, seconds: number) => Painter;

/** Changes colour `2 * hertz` times a second, where `where` holds; grey elsewhere. */
const strobe =
  (hertz: number, one: Colour, other: Colour, where = (_x: number, _y: number) => true): Film =>
  (_, seconds) => {
    const now = Math.floor(2 * hertz * seconds + 1e-6) % 2 === 0 ? one : other;
    return (x, y) => (where(x, y) ? now : GREY);
  };

const quarter = (x: number, y: number) => x < SIZE.width / 2 && y < SIZE.height / 2;
const middleQuarter = (x: number, y: number) =>
  Math.abs(x - SIZE.width / 2 + 0.5) < SIZE.width / 4 &&
  Math.abs(y - SIZE.height / 2 + 0.5) < SIZE.height / 4;

/** Soft shapes that drift slowly. */
const calm: Film = (_, seconds) => (x, y) => [
  0.4 + 0.3 * Math.sin(x * 0.11 + seconds * 0.6),
  0.3 + 0.2 * Math.sin(y * 0.17 - seconds * 0.4),
  0.2 + 0.1 * Math.cos((x + y) * 0.07 + seconds),
];

describe('flash limiter', () => {
  let gpu: OpenedContext;
  let context: GpuContext;

  beforeAll(async () => {
    gpu = await openGpuContext();
    context = gpu.context;
  });

  afterAll(() => {
    expect(gpu.errors).toEqual([]);
    gpu.close();
  });

  const display = (size = SIZE) =>
    context.device.createTexture({
      label: 'display',
      size: [size.width, size.height],
      format: 'rgba8unorm',
      usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC,
    });

  /** Plays a film through a limiter. */
  const play = async (
    film: Film,
    options: {
      seconds: number;
      on?: boolean;
      fps?: number;
      size?: typeof SIZE;
      brightness?: (seconds: number) => number;
    },
  ) => {
    const { seconds, on = true, fps = 30, size = SIZE, brightness = () => 1 } = options;
    const source = createPicture(context, size);
    const target = display(size);
    const limiter = await buildFlashLimiter(context, { source, target, size });
    // Read while the next frames are drawn.
    const reading: Promise<Uint8Array>[] = [];
    const lamps: Promise<Uint8Array>[] = [];
    for (let index = 0; index < seconds * fps; index++) {
      const now = index / fps;
      paint(context, source, film(index, now));
      runFrame(context, { index, fps }, (frame) =>
        limiter.encode(frame, { on, brightness: brightness(now) }),
      );
      reading.push(readBytes(context, target));
      if (index % 10 === 9) lamps.push(readBytes(context, limiter.indicator));
      if (index % 16 === 15) await reading.at(-8);
    }
    const frames = await Promise.all(reading);
    const lamp = (await Promise.all(lamps)).map((bytes) => bytes[(8 * 16 + 8) * 4] ?? 0);
    limiter.dispose();
    source.destroy();
    target.destroy();
    const video: Video = { ...size, fps, frames };
    return { video, lamp };
  };

  /** A film as a display would show it without any limiter. */
  const filmed = (film: Film, seconds: number, fps: number): Video => {
    const frames = Array.from({ length: Math.ceil(seconds * fps) }, (_, index) => {
      const painter = film(index, index / fps);
      return Uint8Array.from({ length: SIZE.width * SIZE.height * 4 }, (_, i) => {
        const pixel = Math.floor(i / 4);
        const light = painter(pixel % SIZE.width, Math.floor(pixel / SIZE.width))[i % 4] ?? 1;
        return Math.round(255 * toEncoded(Math.min(1, light)));
      });
    });
    return { ...SIZE, fps, frames };
  };

  const largestDifference = (a: Video, b: Video, from = 0, to = a.frames.length) => {
    let worst = 0;
    for (let i = from; i < to; i++) {
      const [p, q] = [a.frames[i], b.frames[i]];
      for (let k = 0; p && q && k < p.length; k++) {
        worst = Math.max(worst, Math.abs((p[k] ?? 0) - (q[k] ?? 0)));
      }
    }
    return worst;
  };

  /** Rectangles that flicker, each at its own rate and in its own colours, over a moving bar. */
  const tangle = (seed: number): Film => {
    const random = createRandom(seed);
    const colour = (): Colour => [random.unit(), random.unit(), random.unit()];
    const parts = Array.from({ length: 5 }, () => ({
      left: random.range(-10, 45),
      top: random.range(-8, 24),
      width: random.range(15, 50),
      height: random.range(10, 30),
      hertz: random.range(2, 14),
      colours: [colour(), random.unit() < 0.4 ? RED : colour()] as const,
    }));
    const speed = random.range(20, 120);
    return (_, seconds) => (x, y) => {
      for (const part of parts) {
        const [u, v] = [x - part.left, y - part.top];
        if (u < 0 || v < 0 || u > part.width || v > part.height) continue;
        return part.colours[Math.floor(2 * part.hertz * seconds) % 2 === 0 ? 0 : 1];
      }
      return (x + speed * seconds) % 32 < 10 ? WHITE : BLACK;
    };
  };

  const strobes: readonly { name: string; film: Film; fps: number; kind: 'general' | 'red' }[] = [
    ...[4, 10, 15].map((hertz) => ({
      name: `white, ${hertz} Hz`,
      film: strobe(hertz, WHITE, BLACK),
      fps: 30,
      kind: 'general' as const,
    })),
    { name: 'white, 30 Hz', film: strobe(30, WHITE, BLACK), fps: 60, kind: 'general' },
    { name: 'white, 4 Hz', film: strobe(4, WHITE, BLACK), fps: 60, kind: 'general' },
    { name: 'white, 12.5 Hz', film: strobe(12.5, WHITE, BLACK), fps: 25, kind: 'general' },
    { name: 'white of HDR, 10 Hz', film: strobe(10, [9, 9, 9], BLACK), fps: 30, kind: 'general' },
    {
      name: 'weak, 10 Hz',
      film: strobe(10, [0.3, 0.3, 0.3], [0.15, 0.15, 0.15]),
      fps: 30,
      kind: 'general',
    },
    { name: 'red on grey, 10 Hz', film: strobe(10, RED, GREY), fps: 30, kind: 'red' },
    { name: 'red on grey, 4 Hz', film: strobe(4, RED, GREY), fps: 30, kind: 'red' },
    { name: 'red on black, 15 Hz', film: strobe(15, RED, BLACK), fps: 30, kind: 'red' },
    { name: 'red on green, 10 Hz', film: strobe(10, RED, [0, 0.3, 0]), fps: 30, kind: 'red' },
    { name: 'a quarter, 10 Hz', film: strobe(10, WHITE, BLACK, quarter), fps: 30, kind: 'general' },
    {
      name: 'the middle, 6 Hz',
      film: strobe(6, WHITE, BLACK, middleQuarter),
      fps: 30,
      kind: 'general',
    },
    { name: 'a quarter in red, 10 Hz', film: strobe(10, RED, GREY, quarter), fps: 30, kind: 'red' },
    {
      name: 'a chequerboard that flips, 10 Hz',
      film: (_, seconds) => (x, y) =>
        (Math.floor(x / 8) + Math.floor(y / 8) + Math.floor(20 * seconds + 1e-6)) % 2
          ? WHITE
          : BLACK,
      fps: 30,
      kind: 'general',
    },
    {
      name: 'random blocks, new in every frame',
      film: (index) => {
        const random = createRandom(index);
        const blocks = Array.from({ length: 64 }, () => random.unit());
        return (x, y) => {
          const v = blocks[Math.floor(y / 4.5) * 8 + Math.floor(x / 8)] ?? 0;
          return [v, v, v];
        };
      },
      fps: 30,
      kind: 'general',
    },
    {
      name: 'a smooth wave across the picture, 6 Hz',
      film: (_, seconds) => (x) => {
        const v = 0.5 + 0.5 * Math.sin(2 * Math.PI * (6 * seconds - x / SIZE.width));
        return [v, v, v];
      },
      fps: 30,
      kind: 'general',
    },
    {
      name: 'a sine, 8 Hz',
      film: (_, seconds) => () => {
        const v = 0.5 + 0.5 * Math.sin(2 * Math.PI * 8 * seconds);
        return [v, v, v];
      },
      fps: 60,
      kind: 'general',
    },
  ];

  /** A count in which more than the three that may be are left to compare with. */
  const threeAtMost = ({ general, red }: FlashCount): FlashCount => ({
    general: Math.min(general, 3),
    red: Math.min(red, 3),
  });

  it.each(strobes)('lets at most three flashes a second through: $name', async (strobe) => {
    const { film, fps, kind } = strobe;
    expect(countFlashes(filmed(film, 2.2, fps), BLOCK)[kind], 'that come').toBeGreaterThan(3);
    const { video, lamp } = await play(film, { seconds: 2.2, fps });
    const shown = countFlashes(video, BLOCK);
    expect(shown).toEqual(threeAtMost(shown));
    expect(Math.max(...lamp), 'lamp').toBeGreaterThan(100);
  });

  it.each(TANGLES)(
    'lets at most three flashes a second through a tangle of flickers: %i',
    async (seed) => {
      const { video } = await play(tangle(seed), { seconds: 2.2, fps: seed % 2 ? 30 : 25 });
      const shown = countFlashes(video, BLOCK);
      expect(shown).toEqual(threeAtMost(shown));
    },
  );

  it('shows the first flashes as they are', async () => {
    const film = strobe(10, WHITE, BLACK);
    const { video: given } = await play(film, { seconds: 0.3, on: false });
    const { video: limited } = await play(film, { seconds: 0.3 });
    expect(countFlashes(given, BLOCK).general).toBe(2);
    expect(largestDifference(given, limited)).toBe(0);
  });

  const untouched: readonly { name: string; film: Film; seconds: number; fps?: number }[] = [
    { name: 'a picture that stands still', film: () => calm(0, 0), seconds: 1.2 },
    { name: 'slow movement', film: calm, seconds: 2.2 },
    {
      name: 'a smooth pulse of 2 Hz',
      film: (_, seconds) => () => {
        const v = 0.5 + 0.5 * Math.cos(4 * Math.PI * seconds);
        return [v, v, v];
      },
      seconds: 2.2,
    },
    { name: 'flashes of 3 Hz', film: strobe(3, WHITE, BLACK), seconds: 2.2 },
    { name: 'flashes of 3 Hz at 60 fps', film: strobe(3, WHITE, BLACK), seconds: 2.2, fps: 60 },
    {
      name: 'hard cuts every second',
      film: (index, seconds) =>
        Math.floor(seconds) % 2 ? calm(index, seconds) : (x, y) => [y / 36, x / 64, 0.9],
      seconds: 3.2,
    },
    {
      name: 'a strobe that is smaller than a quarter of a field',
      film: strobe(10, WHITE, BLACK, (x, y) => x >= 30 && x < 36 && y >= 16 && y < 20),
      seconds: 2,
    },
  ];

  it.each(untouched)('leaves alone: $name', async ({ film, seconds, fps = 30 }) => {
    const { video: given } = await play(film, { seconds, fps, on: false });
    const { video: limited, lamp } = await play(film, { seconds, fps });
    expect(largestDifference(given, limited)).toBeLessThanOrEqual(2);
    expect(Math.max(...lamp), 'lamp').toBeLessThan(40);
  });

  it('is calm in noise', async () => {
    const size = { width: 320, height: 180 };
    const noise: Film = (index) => {
      const random = createRandom(index);
      return () => [random.unit(), random.unit(), random.unit()];
    };
    const { video: given } = await play(noise, { seconds: 1.2, fps: 25, size, on: false });
    const { video: limited } = await play(noise, { seconds: 1.2, fps: 25, size });
    expect(countFlashes(limited, 10)).toEqual({ general: 0, red: 0 });
    expect(largestDifference(given, limited)).toBeLessThanOrEqual(2);
  });

  it('lets go within a second of the last flash', async () => {
    const film: Film = (index, seconds) =>
      seconds < 1 ? strobe(10, WHITE, BLACK)(index, seconds) : calm(index, seconds);
    const { video: given } = await play(film, { seconds: 2.4, on: false });
    const { video: limited } = await play(film, { seconds: 2.4 });
    expect(largestDifference(given, limited, 12, 30)).toBeGreaterThan(60);
    expect(largestDifference(given, limited, 66)).toBeLessThanOrEqual(4);
  });

  it('goes black at once, even while it holds back', async () => {
    const { video } = await play(strobe(10, WHITE, [0.3, 0.3, 0.3]), {
      seconds: 1.2,
      brightness: (seconds) => (seconds < 1 ? 1 : 0),
    });
    expect(Math.max(...(video.frames[30] ?? []).filter((_, i) => i % 4 !== 3))).toBe(0);
  });

  it('shows dark gradients without bands', async () => {
    const size = { width: 256, height: 64 };
    const ramp: Film = () => (x) => [x / 60000, x / 60000, x / 60000];
    const { video } = await play(ramp, { seconds: 0.03, fps: 30, size });
    const frame = video.frames[0] ?? new Uint8Array(0);
    const means = Array.from({ length: 16 }, (_, column) => {
      let sum = 0;
      for (let y = 0; y < 64; y++) {
        for (let x = column * 16; x < column * 16 + 16; x++) sum += frame[(y * 256 + x) * 4] ?? 0;
      }
      return sum / (64 * 16);
    });
    // 13 levels of 8 bits over 16 columns: without a dither some neighbours would be equal.
    for (let i = 1; i < 16; i++) expect(means[i] ?? 0).toBeGreaterThan((means[i - 1] ?? 0) + 0.3);
  });

  it('gives everything back', async () => {
    expect(context.live).toEqual({ textures: 0, buffers: 0, scopes: 0 });
  });
});

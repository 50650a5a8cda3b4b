import { type Planes, planesOf } from './planes.ts';
import { addProduct, turned } from './product.ts';

/** Style statistics of one block of features; `style_statistics` of perceptual.py. */
export interface Statistics {
  readonly channels: number;
  /** Means over the positions of products of channels, `[channels, channels]`. */
  readonly gram: Float64Array;
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** `TINY` of perceptual.py. */
const TINY = 1e-6;

const sumOf = (count: number, value: (i: number) => number) => {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += value(i);
  return sum;
};

/** Statistics of features. @param less subtracted from every number first */
export function statisticsOf({ channels, height, width, data }: Planes, less = 0): Statistics {
  const count = height * width;
  const centred = less === 0 ? data : data.map((value) => value - less);
  const gram = new Float64Array(channels * channels);
  const shape = { rows: channels, inner: count, columns: channels };
  addProduct(centred, turned(centred, channels, count), gram, shape);
  for (let i = 0; i < gram.length; i++) gram[i] = (gram[i] as number) / count;
  const mean = new Float64Array(channels);
  const deviation = new Float64Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * count;
    mean[channel] = sumOf(count, (i) => centred[start + i] as number) / count;
    const variance = (gram[channel * (channels + 1)] as number) - (mean[channel] as number) ** 2;
    deviation[channel] = Math.sqrt(Math.max(0, variance) + TINY);
  }
  return { channels, gram, mean, deviation };
}

/** A distance, and the features' gradient of it. */
export interface Distance {
  readonly loss: number;
  readonly slope: Planes;
}

/**
 * How far the statistics of features are from those that are wanted: squared distance of Gram
 * matrices relative to their size, and `moment` times that of means and deviations relative to their
 * variance; `gram_loss` and `moment_loss` of perceptual.py.
 */
export function styleDistance(
  features: Planes,
  wanted: Statistics,
  { moment, less = 0 }: { readonly moment: number; readonly less?: number },
): Distance {
  const { channels, height, width, data } = features;
  const count = height * width;
  const own = statisticsOf(features, less);
  const size = sumOf(wanted.gram.length, (i) => (wanted.gram[i] as number) ** 2) + TINY;
  const spread = sumOf(channels, (i) => (wanted.deviation[i] as number) ** 2) / channels + TINY;
  const byGram = own.gram.map((value, i) => value - (wanted.gram[i] as number));
  const grams = sumOf(byGram.length, (i) => (byGram[i] as number) ** 2) / size;
  for (let i = 0; i < byGram.length; i++) byGram[i] = (2 * (byGram[i] as number)) / size;
  const byMean = new Float64Array(channels);
  let moments = 0;
  for (let channel = 0; channel < channels; channel++) {
    const mean = (own.mean[channel] as number) - (wanted.mean[channel] as number);
    const deviation = (own.deviation[channel] as number) - (wanted.deviation[channel] as number);
    moments += (mean ** 2 + deviation ** 2) / channels / spread;
    const scale = (2 * moment) / channels / spread;
    const flat = (own.deviation[channel] as number) ** 2 <= TINY;
    const byVariance = flat ? 0 : (scale * deviation) / (2 * (own.deviation[channel] as number));
    byMean[channel] = scale * mean - 2 * (own.mean[channel] as number) * byVariance;
    const diagonal = channel * (channels + 1);
    byGram[diagonal] = (byGram[diagonal] as number) + byVariance;
  }
  // Both matrices are symmetric, so their product has the gradient twice.
  const twice = byGram.map((value) => (2 * value) / count);
  const centred = less === 0 ? data : data.map((value) => value - less);
  const slope = planesOf(channels, height, width);
  addProduct(twice, centred, slope.data, { rows: channels, inner: channels, columns: count });
  for (let i = 0; i < slope.data.length; i++) {
    slope.data[i] = (slope.data[i] as number) + (byMean[Math.floor(i / count)] as number) / count;
  }
  return { loss: grams + moment * moments, slope };
}

/** Squared distance of features relative to the wanted ones' variance; `content_loss` of perceptual.py. */
export function contentDistance(
  { channels, height, width, data }: Planes,
  wanted: Planes,
): Distance {
  const count = height * width;
  let spread = 0;
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * count;
    const mean = sumOf(count, (i) => wanted.data[start + i] as number) / count;
    spread += sumOf(count, (i) => ((wanted.data[start + i] as number) - mean) ** 2);
  }
  const scale = 1 / (spread + TINY * data.length);
  const slope = planesOf(channels, height, width);
  let loss = 0;
  for (let i = 0; i < data.length; i++) {
    const away = (data[i] as number) - (wanted.data[i] as number);
    loss += away ** 2 * scale;
    slope.data[i] = 2 * away * scale;
  }
  return { loss, slope };
}

/** Mean squares of the differences between neighbours, down and across. */
export function variationOf({ channels, height, width, data }: Planes): Distance {
  const slope = planesOf(channels, height, width);
  const [downs, acrosses] = [channels * (height - 1) * width, channels * height * (width - 1)];
  let loss = 0;
  const take = (from: number, to: number, count: number) => {
    const step = (data[to] as number) - (data[from] as number);
    loss += step ** 2 / count;
    slope.data[to] = (slope.data[to] as number) + (2 * step) / count;
    slope.data[from] = (slope.data[from] as number) - (2 * step) / count;
  };
  for (let at = 0; at < data.length; at++) {
    if (at % width < width - 1) take(at, at + 1, acrosses);
    if (Math.floor(at / width) % height < height - 1) take(at, at + width, downs);
  }
  return { loss, slope };
}

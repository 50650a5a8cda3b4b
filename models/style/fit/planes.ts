/** Pictures on the processor: `channels` planes of `height` rows, as doubles, which engines add fastest. */
export interface Planes {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** `[channels, height, width]` */
  readonly data: Float64Array;
}

/** Planes of zeros. */
export function planesOf(channels: number, height: number, width: number): Planes {
  return { channels, height, width, data: new Float64Array(channels * height * width) };
}

/** Planes like others, with their own numbers. */
export function planesLike({ channels, height, width }: Planes): Planes {
  return planesOf(channels, height, width);
}

/** Adds `share` of one picture to another of the same shape, in place. */
export function addTo(sum: Planes, other: Planes, share = 1): Planes {
  for (let i = 0; i < sum.data.length; i++) {
    sum.data[i] = (sum.data[i] as number) + share * (other.data[i] as number);
  }
  return sum;
}

/** The picture at half its size, each pixel the mean of four. */
export function halved(x: Planes): Planes {
  const result = planesOf(x.channels, x.height >> 1, x.width >> 1);
  eachHalf(x, (to, from, width) => {
    const { data } = x;
    const above = (data[from] as number) + (data[from + 1] as number);
    const below = (data[from + width] as number) + (data[from + width + 1] as number);
    result.data[to] = (above + below) / 4;
  });
  return result;
}

/** Gradient of {@link halved} by its input, added to `sum`. */
export function halvedBack(slope: Planes, sum: Planes): void {
  eachHalf(sum, (from, to, width) => {
    const quarter = (slope.data[from] as number) / 4;
    for (const at of [to, to + 1, to + width, to + width + 1]) {
      sum.data[at] = (sum.data[at] as number) + quarter;
    }
  });
}

/** The largest of every four pixels, and where in the picture each was. */
export function maxPooled(x: Planes): { readonly pooled: Planes; readonly places: Int32Array } {
  const pooled = planesOf(x.channels, x.height >> 1, x.width >> 1);
  const places = new Int32Array(pooled.data.length);
  eachHalf(x, (to, from, width) => {
    let best = from;
    for (const at of [from + 1, from + width, from + width + 1]) {
      if ((x.data[at] as number) > (x.data[best] as number)) best = at;
    }
    pooled.data[to] = x.data[best] as number;
    places[to] = best;
  });
  return { pooled, places };
}

/** Every pixel twice in both axes. */
export function doubled(x: Planes): Planes {
  const result = planesOf(x.channels, x.height * 2, x.width * 2);
  eachHalf(result, (from, to, width) => {
    const value = x.data[from] as number;
    result.data[to] = value;
    result.data[to + 1] = value;
    result.data[to + width] = value;
    result.data[to + width + 1] = value;
  });
  return result;
}

/** Gradient of {@link doubled} by its input. */
export function doubledBack(slope: Planes): Planes {
  const sum = halved(slope);
  for (let i = 0; i < sum.data.length; i++) sum.data[i] = 4 * (sum.data[i] as number);
  return sum;
}

/** Place of the pixel (x, y) of a channel of a picture among its 2 x 2 blocks as channels. */
function blockPlace({ height, width }: Planes, channel: number, y: number, x: number): number {
  const deep = channel * 4 + (y & 1) * 2 + (x & 1);
  return (deep * (height >> 1) + (y >> 1)) * (width >> 1) + (x >> 1);
}

/** Blocks of 2 x 2 pixels as channels, pixel by pixel. */
export function unshuffled(x: Planes): Planes {
  const result = planesOf(x.channels * 4, x.height >> 1, x.width >> 1);
  eachPixel(x, (at, channel, row, column) => {
    result.data[blockPlace(x, channel, row, column)] = x.data[at] as number;
  });
  return result;
}

/** Channels as blocks of 2 x 2 pixels: the reverse. */
export function shuffled(x: Planes): Planes {
  const result = planesOf(x.channels >> 2, x.height * 2, x.width * 2);
  eachPixel(result, (at, channel, row, column) => {
    result.data[at] = x.data[blockPlace(result, channel, row, column)] as number;
  });
  return result;
}

function eachPixel(
  { channels, height, width }: Planes,
  visit: (at: number, channel: number, row: number, column: number) => void,
): void {
  let at = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) visit(at++, channel, row, column);
    }
  }
}

/** Visits blocks of 2 x 2 pixels: the place of each block, and that of its first pixel. */
function eachHalf(
  { channels, height, width }: Planes,
  visit: (block: number, first: number, width: number) => void,
): void {
  const [rows, columns] = [height >> 1, width >> 1];
  let block = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < rows; row++) {
      const start = (channel * height + 2 * row) * width;
      for (let column = 0; column < columns; column++) visit(block++, start + 2 * column, width);
    }
  }
}

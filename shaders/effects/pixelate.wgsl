// The picture as a mosaic: squares, hexagons, triangles, or lamps on a wall.
// A full-screen pass: fragment (x, y) of the target. Reads the source six times.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

const HEXAGONS = 1;
const TRIANGLES = 2;
const LAMPS = 3;
const ROOT_3 = 1.7320508075688772;
// A lamp is brighter than its cell's mean, since the wall between lamps is dark.
const LAMP_GAIN = 2.6;

struct Tile {
  middle: vec2f, // of the tile, on the plane
  rim: f32,      // 0 in the middle .. 1 on the rim
}

fn square(p: vec2f, size: f32) -> Tile {
  let middle = (floor(p / size) + 0.5) * size;
  let d = abs(p - middle) / (0.5 * size);
  return Tile(middle, max(d.x, d.y));
}

// The nearer middle of two interleaved grids.
fn hexagon(p: vec2f, size: f32) -> Tile {
  let grid = vec2f(1.0, ROOT_3) * size;
  let a = (floor(p / grid) + 0.5) * grid;
  let b = (floor(p / grid + 0.5)) * grid;
  let middle = select(b, a, dot(p - a, p - a) < dot(p - b, p - b));
  let d = abs(p - middle) / (0.5 * size);
  return Tile(middle, max(d.x, d.x * 0.5 + d.y * 0.5 * ROOT_3));
}

// Squares of a sheared grid, halved along their diagonal.
fn triangle(p: vec2f, size: f32) -> Tile {
  let height = size * 0.5 * ROOT_3;
  let sheared = vec2f(p.x / size - 0.5 * p.y / height, p.y / height);
  let cell = floor(sheared);
  let within = sheared - cell;
  let upper = within.x + within.y > 1.0;
  let third = select(1.0 / 3.0, 2.0 / 3.0, upper);
  let m = cell + third;
  let weights = vec3f(within.x, within.y, 1.0 - within.x - within.y);
  let flipped = vec3f(1.0 - within.x, 1.0 - within.y, within.x + within.y - 1.0);
  let w = select(weights, flipped, upper);
  return Tile(vec2f((m.x + 0.5 * m.y) * size, m.y * height), 1.0 - 3.0 * min(w.x, min(w.y, w.z)));
}

fn tileAt(p: vec2f, size: f32, shape: i32) -> Tile {
  switch (shape) {
    case HEXAGONS: { return hexagon(p, size); }
    case TRIANGLES: { return triangle(p, size); }
    default: { return square(p, size); }
  }
}

// Mean light of a tile: five samples.
fn meanAt(middle: vec2f, size: f32) -> vec3f {
  let reach = 0.25 * size;
  var sum = textureSampleLevel(source, linearClamp, fromPlane(middle), 0.0).rgb;
  for (var i = 0; i < 4; i++) {
    let corner = (vec2f(f32(i & 1), f32(i >> 1)) * 2.0 - 1.0) * reach;
    sum += textureSampleLevel(source, linearClamp, fromPlane(middle + corner), 0.0).rgb;
  }
  return sum * 0.2;
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let shape = i32(params.shape + 0.5);
  let size = params.tile * (1.0 + 1.5 * params.kick * frame.lowOnset);
  let p = toPlane(in.uv);
  let tile = tileAt(p, size, shape);
  var wet = meanAt(tile.middle, size);
  // Width of a pixel on the scale of the rim, so that edges are smooth at any size.
  let soft = 2.0 / (size * params.size.y);
  if (shape == LAMPS) {
    let radius = length(p - tile.middle) / (0.5 * size);
    let edge = 1.0 - 0.6 * params.gap;
    let lit = 1.0 - smoothstep(edge - soft - 0.12, edge + soft, radius);
    wet *= lit * mix(1.0, LAMP_GAIN, params.gap) + 0.03;
  } else {
    let edge = 1.0 - 0.5 * params.gap;
    wet *= 1.0 - smoothstep(edge - soft, edge + soft, tile.rim) * step(0.001, params.gap);
  }
  return wetDry(dry, wet, params.mix);
}

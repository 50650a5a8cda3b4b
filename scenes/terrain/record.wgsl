// Records new rows of the land: the sound of this moment as mountains, and the dunes under them.
// A thread records one column of one row; 64 threads a workgroup; x columns, y rows that are due.
// Bindings: land [rows][columns] of (dune, energy, light of the picture, attack), a ring in which
// row n lies at n modulo rows; spectrogram and luma of the instrument.
// @import frame
// @import params
// @import noise
// @import world
@group(1) @binding(0) var<storage, read_write> land: array<vec4f>;
@group(1) @binding(1) var spectrogram: texture_2d<f32>; // @unfilterable
@group(1) @binding(2) var luma: texture_2d<f32>;
@group(1) @binding(3) var linearClamp: sampler;
@group(1) @binding(4) var<uniform> world: World;

const BANDS = 128.0;

// Gradient noise over x and whole rows, exact for as long as rows are counted.
fn rowNoise(x: f32, row: u32, rowsPerCell: u32, salt: i32) -> f32 {
  let cellY = i32(row / rowsPerCell);
  let v = f32(row % rowsPerCell) / f32(rowsPerCell);
  let cellX = i32(floor(x));
  let u = fract(x);
  let a = dot(hash3(vec3i(cellX, cellY, salt)).xy - 0.5, vec2f(u, v));
  let b = dot(hash3(vec3i(cellX + 1, cellY, salt)).xy - 0.5, vec2f(u - 1.0, v));
  let c = dot(hash3(vec3i(cellX, cellY + 1, salt)).xy - 0.5, vec2f(u, v - 1.0));
  let d = dot(hash3(vec3i(cellX + 1, cellY + 1, salt)).xy - 0.5, vec2f(u - 1.0, v - 1.0));
  let s = vec2f(u, v) * vec2f(u, v) * (3.0 - 2.0 * vec2f(u, v));
  return 2.6 * mix(mix(a, b, s.x), mix(c, d, s.x), s.y);
}

fn level(band: f32, row: i32) -> f32 {
  let place = clamp(band, 0.0, BANDS - 1.0);
  let low = i32(place);
  let a = textureLoad(spectrogram, vec2i(low, row), 0).r;
  let b = textureLoad(spectrogram, vec2i(min(low + 1, i32(BANDS) - 1), row), 0).r;
  return mix(a, b, fract(place));
}

// Energy of the sound around a band, with its neighbours, so that a tone is a mountain.
fn energyAt(band: f32, row: i32) -> f32 {
  let near = level(band - 1.6, row) + level(band + 1.6, row);
  let wide = level(band - 4.0, row) + level(band + 4.0, row);
  return 0.4 * level(band, row) + 0.2 * near + 0.1 * wide;
}

// Dunes: a long swell with sharp crests that lean away from the wind, and ripples on it.
fn duneAt(x: f32, row: u32, scale: u32) -> f32 {
  let lean = 0.25 * rowNoise(x * 0.35, row, scale * 5u, 11);
  let swell = rowNoise(x * 0.22 + lean, row, scale * 4u, 1);
  let crest = 1.0 - abs(rowNoise(x * 0.4 + lean * 2.0, row, scale * 3u, 2));
  let small = 1.0 - abs(rowNoise(x * 1.1 + lean, row, scale * 1u + scale / 2u, 3));
  return 0.75 * swell + 0.55 * crest * crest + 0.1 * small * small - 0.35;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let columns = u32(world.columns);
  let rows = u32(world.rows);
  if (id.x >= columns || id.y >= world.due) {
    return;
  }
  let row = world.newest - (world.due - 1u - id.y);
  let between = f32(id.y + 1u) / f32(world.due);
  let scale = max(rows / 16u, 2u);

  let across = f32(id.x) / f32(columns - 1u) * 2.0 - 1.0;
  let x = acrossToX(across) + world.home;
  let dune = duneAt(x, row, scale);

  // The valley winds; bass stands next to it, treble far out.
  let winding = 1.7 * rowNoise(world.home, row, scale * 7u, 21);
  let out = abs(acrossToX(across) - winding) / WIDTH;
  let valley = smoothstep(0.015, 0.16, out);
  let band = (1.0 - exp(-2.1 * out)) * BANDS * 1.06 - 4.0 + 7.0 * rowNoise(x * 0.6, row, scale * 2u, 5);
  let newest = i32(frame.spectrogramRow);
  let before = (newest + 255) % 256;
  let raw = mix(energyAt(band, before), energyAt(band, newest), between);
  let strength = smoothstep(0.18, 0.95, raw);
  let rough = 0.75 + 0.5 * rowNoise(x * 1.7, row, scale, 7) + 0.25 * rowNoise(x * 4.1, row, scale / 2u, 8);
  let taper = 0.75 + 0.6 * smoothstep(0.1, 0.5, out);
  let energy = strength * strength * valley * max(rough, 0.1) * taper * (1.0 - world.filling);

  let light = textureSampleLevel(luma, linearClamp, vec2f(across * 0.5 + 0.5, 0.45), 0.0).r;
  let attack = max(frame.lowOnset, world.drop) * (1.0 - world.filling);
  land[(row % rows) * columns + id.x] = vec4f(dune, energy, light, attack);
}

// What one layer of the growth is told each frame, written by conductor.ts, and its waves.
struct Culture {
  columns: f32,
  rows: f32,
  dt: f32,         // seconds
  spread: f32,     // diffusion of the first chemical in cells a step, up to 1
  feed: f32,
  kill: f32,
  grain: f32,      // 0..1, how much the growth follows its direction
  picture: f32,    // 0..1, influence of the picture
  seeding: f32,    // seeds a second on a strong edge
  drop: f32,       // 0..1
  epoch: f32,      // changes a few times a second; new seeds each time
  sprinkle: f32,   // 0..1, seeds that the sound throws
  centre: vec2f,   // of the waves, in picture heights from the middle
  force: f32,      // of the waves, 0..1
  stride: f32,     // time of a step, in the units of feed and kill
  waves: array<vec4f, 2>, // age (seconds) and force of two kicks each
  sinceDrop: f32,  // seconds
}

fn waveAt(r: f32, age: f32, force: f32) -> f32 {
  let d = (r - 0.05 - 0.75 * age) / 0.045;
  return force * exp(-d * d - 1.3 * age);
}

// Waves of the kicks at a distance from their centre, 0..1.
fn kickWaves(r: f32, culture: Culture) -> f32 {
  let waves = waveAt(r, culture.waves[0].x, culture.waves[0].y)
    + waveAt(r, culture.waves[0].z, culture.waves[0].w)
    + waveAt(r, culture.waves[1].x, culture.waves[1].y)
    + waveAt(r, culture.waves[1].z, culture.waves[1].w);
  return clamp(waves * culture.force, 0.0, 1.0);
}

// The wave of a drop, that sweeps everything away, 0..1.
fn dropWave(r: f32, culture: Culture) -> f32 {
  let d = (r - 0.55 * culture.sinceDrop) / 0.07;
  return culture.force * exp(-d * d) * step(culture.sinceDrop, 4.0);
}

// What one layer of the growth is told each frame; written by culture.ts.
struct Culture {
  columns: f32,
  rows: f32,
  dt: f32,        // seconds
  spread: f32,    // diffusion of the first chemical in cells a step, up to 1
  feed: f32,
  kill: f32,
  grain: f32,     // 0..1, how much the growth follows its direction
  picture: f32,   // 0..1, influence of the picture
  seeding: f32,   // seeds a second on a strong edge
  drop: f32,      // 0..1
  epoch: f32,     // changes a few times a second; new seeds each time
  sprinkle: f32,  // 0..1, seeds that the sound throws
  centre: vec2f,  // of the waves, in picture heights from the middle
  force: f32,      // of the waves
  home: f32,      // place in the noise
  waves: array<vec4f, 2>, // age (seconds) and force of two kicks each
  stride: f32,     // time of a step, in the units of feed and kill
}

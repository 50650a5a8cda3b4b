// Velocity and heat carried along by the velocity itself, then pushed by this frame's forces.
// A thread computes one texel of the result: the horizontal velocity on the left face of its
// cell, the vertical one on the upper face, and the heat in the middle; 8 x 8 threads a workgroup.
// Bindings: grid; centre (velocity in the middle of cells); velocity (x, y on faces, z heat) of
// (width + 1) x (height + 1); force (change of velocity, z change of heat); result like velocity.
// Source: J. Stam, "Stable Fluids" (1999); staggered grid: F. Harlow, J. Welch (1965); the path is
// followed by the midpoint rule.
// @import fluid-grid
@group(1) @binding(1) var centre: texture_2d<f32>;
@group(1) @binding(2) var velocity: texture_2d<f32>;
@group(1) @binding(3) var force: texture_2d<f32>;
@group(1) @binding(4) var result: texture_storage_2d<rgba16float, write>;
@group(1) @binding(5) var linearClamp: sampler;

// Fastest flow, shorter sides a second; keeps the 16-bit texture in its range.
const FASTEST = 4.0;
// Seconds until heat has fallen to 1/e.
const COOLING = 1.6;
// Extra drag of the outermost cells, a second.
const SPONGE = 9.0;

fn flowAt(at: vec2f) -> vec2f {
  return textureSampleLevel(centre, linearClamp, at / grid.cells, 0.0).xy;
}

// Where the water that is now at a place was one step ago.
fn origin(at: vec2f) -> vec2f {
  let scale = grid.step / grid.cell;
  let midway = at - 0.5 * scale * flowAt(at);
  return clamp(at - scale * flowAt(midway), vec2f(0.5), grid.cells - 0.5);
}

// A texel of `velocity` holds three quantities at three places, each half a cell from the others.
fn sampleVelocity(at: vec2f, shift: vec2f) -> vec4f {
  return textureSampleLevel(velocity, linearClamp, (at + shift) / (grid.cells + 1.0), 0.0);
}

fn forceAt(at: vec2f) -> vec4f {
  return textureSampleLevel(force, linearClamp, at / grid.cells, 0.0);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= textureDimensions(result))) { return; }
  let corner = vec2f(id.xy);
  let left = corner + vec2f(0.0, 0.5);
  let top = corner + vec2f(0.5, 0.0);
  let middle = corner + 0.5;
  let drag = exp(-grid.step * (grid.stillness + SPONGE * spongeAt(middle)));
  let carried = vec2f(
    sampleVelocity(origin(left), vec2f(0.5, 0.0)).x,
    sampleVelocity(origin(top), vec2f(0.0, 0.5)).y,
  );
  let pushed = carried * drag + vec2f(forceAt(left).x, forceAt(top).y);
  let heat = sampleVelocity(origin(middle), vec2f(0.0)).z * exp(-grid.step / COOLING);
  let warmed = clamp(heat + forceAt(middle).z, 0.0, 4.0);
  textureStore(result, id.xy, vec4f(clamp(pushed, vec2f(-FASTEST), vec2f(FASTEST)), warmed, 0.0));
}

// Half the size of the level before, smoothed over 6 x 6 of its pixels.
// A full-screen pass: fragment (x, y) of the smaller level. Reads 13 times.
// Source: J. Jimenez, "Next Generation Post Processing in Call of Duty: Advanced Warfare",
// SIGGRAPH 2014 (bloom downsampling).

// @import frame
// @import params
// @import fullscreen

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

fn at(uv: vec2f) -> vec3f {
  return textureSampleLevel(source, linearClamp, uv, 0.0).rgb;
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let t = 1.0 / vec2f(textureDimensions(source));
  let inner = at(in.uv + t * vec2f(-1.0, -1.0)) + at(in.uv + t * vec2f(1.0, -1.0))
    + at(in.uv + t * vec2f(-1.0, 1.0)) + at(in.uv + t * vec2f(1.0, 1.0));
  let corners = at(in.uv + t * vec2f(-2.0, -2.0)) + at(in.uv + t * vec2f(2.0, -2.0))
    + at(in.uv + t * vec2f(-2.0, 2.0)) + at(in.uv + t * vec2f(2.0, 2.0));
  let sides = at(in.uv + t * vec2f(-2.0, 0.0)) + at(in.uv + t * vec2f(2.0, 0.0))
    + at(in.uv + t * vec2f(0.0, -2.0)) + at(in.uv + t * vec2f(0.0, 2.0));
  return vec4f(0.125 * (inner + at(in.uv)) + 0.0625 * sides + 0.03125 * corners, 1.0);
}

// Lays the new picture over the one that was shown, by the share and the gain of its cell.
// A full-screen pass over the shown picture (linear light of a display), blended by alpha, which
// is the share. Reads the source once.

// @import frame
// @import params
// @import fullscreen
// @import tone-map

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var spread: texture_2d<f32>;
@group(1) @binding(2) var linearClamp: sampler;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let light = max(textureLoad(source, vec2i(in.position.xy), 0).rgb, vec3f(0.0));
  let cell = textureSampleLevel(spread, linearClamp, in.uv, 0.0);
  let display = toneMap(light) * params.brightness * cell.y;
  return vec4f(min(display, vec3f(1.0)), cell.x);
}

// From linear HDR light to the 8 bits of a display: tone map, sRGB encoding, dither.
// A full-screen pass: fragment (x, y) of the target. Reads the source once.

// @import frame
// @import params
// @import fullscreen
// @import colour
// @import tone-map
// @import noise

@group(1) @binding(0) var source: texture_2d<f32>;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let pixel = vec2i(in.position.xy);
  let light = max(textureLoad(source, pixel, 0).rgb, vec3f(0.0)) * params.brightness;
  let encoded = linearToSrgb(toneMap(light));
  let dither = (hash3(vec3i(pixel, 0)) - 0.5) / 255.0;
  return vec4f(encoded + dither, 1.0);
}

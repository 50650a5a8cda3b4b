// The picture in its style over the deck's, by the deck's light.
// A full-screen pass: fragment (x, y) of the target. Bindings: source; painted, any size.

// @import params
// @import fullscreen
// @import colour
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var painted: texture_2d<f32>;
@group(1) @binding(2) var linearClamp: sampler;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let paint = textureSampleLevel(painted, linearClamp, in.uv, 0.0).rgb;
  let light = linearToSrgb(vec3f(clamp(luminance(dry), 0.0, 1.0))).r;
  let reach = 0.01 + 0.5 * params.soft;
  let over = smoothstep(params.level - reach, params.level + reach, light);
  let kind = i32(params.key + 0.5);
  let share = select(select(over, 1.0 - over, kind == 2), 1.0, kind == 0 || kind == 3);
  // Its colours alone: the paint, as bright as the deck is.
  let bright = max(luminance(paint), 0.02);
  let tinted = paint * (luminance(dry) / bright);
  return wetDry(dry, mix(dry, select(paint, tinted, kind == 3), share), params.mix);
}

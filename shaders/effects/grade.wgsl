// Colour grade: white balance, gain, lift and gamma, saturation, then a look out of its table.
// A full-screen pass: fragment (x, y) of the target. Reads the source once, the table once.
// Source: ASC Color Decision List 1.2 for the order of slope, offset and power; trilinear 3D table.

// @import frame
// @import params
// @import fullscreen
// @import colour
// @import grade-scale
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var table: texture_3d<f32>;
@group(1) @binding(2) var linearClamp: sampler;

// Stops by which red and blue part at the ends of the temperature.
const TEMPERATURE_STOPS = 0.7;
const DISPLAY_GAMMA = 2.2;

fn balanced(light: vec3f) -> vec3f {
  let warmth = params.temperature * TEMPERATURE_STOPS;
  let tinted = light * vec3f(exp2(warmth), 1.0, exp2(-warmth));
  return tinted * luminance(light) / max(luminance(tinted), 1e-5);
}

// Lift moves the shadows, gamma the middle; white stays where it is.
fn shaped(light: vec3f) -> vec3f {
  if (params.lift == 0.0 && params.gamma == 1.0) { return light; }
  let encoded = pow(max(light, vec3f(0.0)), vec3f(1.0 / DISPLAY_GAMMA));
  let lifted = max(encoded + params.lift * max(1.0 - encoded, vec3f(0.0)), vec3f(0.0));
  return pow(lifted, vec3f(DISPLAY_GAMMA / params.gamma));
}

fn looked(light: vec3f) -> vec3f {
  let place = (toGradeScale(light) * (GRADE_TABLE_SIDE - 1.0) + 0.5) / GRADE_TABLE_SIDE;
  return fromGradeScale(textureSampleLevel(table, linearClamp, place, 0.0).rgb);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let graded = shaped(balanced(dry) * exp2(params.gain));
  let colour = max(mix(vec3f(luminance(graded)), graded, params.saturation), vec3f(0.0));
  return wetDry(dry, mix(colour, looked(colour), params.strength), params.mix);
}

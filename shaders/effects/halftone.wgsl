// A print: dots of cyan, magenta, yellow and black on paper, each on its own turned grid.
// A full-screen pass: fragment (x, y) of the target. Reads the source five times.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import tone
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearMirror: sampler;

const PAPER = vec3f(0.93, 0.91, 0.85);
const CYAN = vec3f(0.02, 0.53, 0.80);
const MAGENTA = vec3f(0.86, 0.05, 0.42);
const YELLOW = vec3f(1.0, 0.88, 0.05);
const BLACK = vec3f(0.045, 0.045, 0.06);
// Angles of the four grids, the usual ones of print.
const SCREENS = vec4f(15.0, 75.0, 0.0, 45.0);
// Radius of a dot at which neighbours close the paper, of the grid's step.
const FULL_RADIUS = 0.72;

// Cyan, magenta, yellow and black that print a colour, with black for what is common to all.
fn inks(light: vec3f) -> vec4f {
  let boosted = clamp((quickTonesOf(light * 1.05) - 0.5) * 1.25 + 0.5, vec3f(0.0), vec3f(1.0));
  let key = 1.0 - max(boosted.r, max(boosted.g, boosted.b));
  return vec4f((1.0 - boosted - key) / max(1.0 - key, 0.02), key * key * 0.8);
}

// How much of a place is covered by the dots of one ink.
fn dots(p: vec2f, ink: i32) -> f32 {
  let angle = (SCREENS[ink] + params.angle) * DEGREE;
  let q = turned(p, -angle) / params.pitch;
  let middle = floor(q) + 0.5;
  let place = fromPlane(turned(middle * params.pitch, angle));
  let light = textureSampleLevel(source, linearMirror, place, 0.0).rgb;
  let dark = 1.0 - toneOf(luminance(light));
  let wanted = select(inks(light)[ink], dark, params.mono > 0.5);
  let amount = wanted * params.ink * (1.0 + 0.6 * params.kick * frame.lowOnset);
  // Dots grow by area; a little less than that, as paper drinks ink.
  let radius = pow(clamp(amount, 0.0, 1.4), 0.65) * FULL_RADIUS;
  let soft = 1.0 / (params.pitch * params.size.y);
  return (1.0 - smoothstep(radius - soft, radius + soft, length(q - middle))) * step(0.005, amount);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let p = toPlane(in.uv);
  var print = PAPER * mix(vec3f(1.0), BLACK, dots(p, 3));
  if (params.mono < 0.5) {
    print *= mix(vec3f(1.0), CYAN, dots(p, 0));
    print *= mix(vec3f(1.0), MAGENTA, dots(p, 1));
    print *= mix(vec3f(1.0), YELLOW, dots(p, 2));
  }
  return wetDry(dry, srgbToLinear(print), params.mix);
}

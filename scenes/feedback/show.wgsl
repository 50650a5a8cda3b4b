// The loop as it is seen: a blurred layer far behind, the ink in front with the light of a wet
// surface, and a glow over both.
// A full-screen pass: fragment (x, y) of the target.
// Bindings: state rgb linear light, a freshness; soft an eighth of its rows; far a sixteenth.
// @import frame
// @import params
// @import fullscreen
// @import colour

@group(1) @binding(0) var state: texture_2d<f32>;
@group(1) @binding(1) var soft: texture_2d<f32>;
@group(1) @binding(2) var far: texture_2d<f32>;
@group(1) @binding(3) var currents: texture_2d<f32>;
@group(1) @binding(4) var linearClamp: sampler;
@group(1) @binding(5) var linearMirror: sampler;
@group(1) @binding(6) var palette: texture_2d<f32>;

fn body(t: f32) -> vec3f {
  return textureSampleLevel(palette, linearClamp, vec2f(t, 0.25), 0.0).rgb;
}

fn heightAt(uv: vec2f) -> f32 {
  let light = textureSampleLevel(state, linearClamp, uv, 0.0);
  return pow(luminance(light.rgb), 1.0 / 3.0);
}

// The far layer without the corners of its few pixels: the mean of four taps between them.
fn farAt(uv: vec2f) -> vec3f {
  let e = 0.5 / vec2f(textureDimensions(far));
  var sum = textureSampleLevel(far, linearMirror, uv + e, 0.0).rgb;
  sum += textureSampleLevel(far, linearMirror, uv - e, 0.0).rgb;
  sum += textureSampleLevel(far, linearMirror, uv + vec2f(e.x, -e.y), 0.0).rgb;
  sum += textureSampleLevel(far, linearMirror, uv + vec2f(-e.x, e.y), 0.0).rgb;
  return sum * 0.25;
}

// Slope of the ink, as if bright ink were thick.
fn slopeAt(uv: vec2f, aspect: vec2f) -> vec2f {
  let e = vec2f(max(0.0022, 0.75 / f32(textureDimensions(state).y))) / aspect;
  return vec2f(
    heightAt(uv + vec2f(e.x, 0.0)) - heightAt(uv - vec2f(e.x, 0.0)),
    heightAt(uv + vec2f(0.0, e.y)) - heightAt(uv - vec2f(0.0, e.y)),
  );
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let aspect = vec2f(params.size.x / params.size.y, 1.0);
  let p = (in.uv - 0.5) * aspect;
  let front = textureSampleLevel(state, linearClamp, in.uv, 0.0);
  let noise = textureSampleLevel(currents, linearClamp, in.uv, 0.0);
  let slope = slopeAt(in.uv, aspect);

  // The layer behind: larger, slower, cooler, seen where the ink in front is thin.
  let sway = 0.02 * vec2f(sin(frame.time * 0.13), cos(frame.time * 0.11));
  let behindUv = (p * 0.72 + sway + slope * 0.05) / aspect + 0.5;
  let behind = linearToOklab(farAt(behindUv));
  let ground = linearToOklab(body(0.06 + 0.4 * behind.x + 0.05 * noise.z));
  let depth = vec3f(ground.x * 0.85, mix(ground.yz, -behind.yz, 0.18));
  let thin = exp(-3.2 * luminance(front.rgb));
  var colour = max(oklabToLinear(depth), vec3f(0.0)) * 0.6 * thin;

  // What stands out from its surroundings stands out more.
  let glow = textureSampleLevel(soft, linearClamp, in.uv, 0.0).rgb;
  let ink = max(front.rgb + 0.45 * (front.rgb - glow), 0.4 * front.rgb);

  // The ink, lit from a lamp that wanders.
  let lamp = vec2f(0.7 * aspect.x * sin(frame.time * 0.21), -0.5 + 0.3 * cos(frame.time * 0.16));
  let normal = normalize(vec3f(-slope * 3.2, 1.0));
  let toLamp = normalize(vec3f(lamp - p, 0.55));
  let facing = dot(normal, toLamp) - toLamp.z;
  let shine = pow(clamp(dot(normal, normalize(toLamp + vec3f(0.0, 0.0, 1.0))), 0.0, 1.0), 60.0);
  let lift = clamp(1.0 + 0.9 * facing, 0.35, 1.9);
  colour += ink * lift * (0.82 + 0.35 * front.a);
  let wet = smoothstep(0.02, 0.25, luminance(front.rgb)) * length(slope) * 5.0;
  colour += body(0.95) * shine * min(wet, 1.0) * (0.22 + 0.25 * frame.high);

  let halo = farAt(in.uv);
  colour += glow * glow * 0.4 + halo * (0.05 + 0.05 * frame.low);
  let vignette = 1.0 - 0.32 * smoothstep(0.35, 1.05, length(p / max(aspect, vec2f(1.0))));
  return vec4f(min(colour * vignette, vec3f(4.0)), 1.0);
}

// The canvas in the light of a lamp: ridges of paint, their gloss, and the weave that shows through.
// A full-screen pass over the target. Bindings: paint, rgb linear light, a height of the paint.
// @import frame
// @import params
// @import fullscreen
// @import colour
// @import noise

@group(1) @binding(0) var paint: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

// Colour of primed linen and of the ground under thin darks.
const LINEN = vec3f(0.40, 0.33, 0.25);
const GROUND = vec3f(0.030, 0.020, 0.014);
// Threads of the weave along the height.
const THREADS = 170.0;
const GLOSS = 22.0;

fn heightAt(uv: vec2f) -> f32 {
  let here = textureSampleLevel(paint, linearClamp, uv, 0.0);
  return here.a + 0.2 * sqrt(clamp(luminance(here.rgb), 0.0, 1.0));
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let shape = vec2f(params.size.x / params.size.y, 1.0);
  let step = 1.0 / vec2f(textureDimensions(paint));
  let uv = in.uv;
  let here = textureSampleLevel(paint, linearClamp, uv, 0.0);
  let across = heightAt(uv + vec2f(step.x, 0.0)) - heightAt(uv - vec2f(step.x, 0.0));
  let down = heightAt(uv + vec2f(0.0, step.y)) - heightAt(uv - vec2f(0.0, step.y));

  let thread = uv * shape * THREADS;
  let over = sin(thread.x * 6.2832) * sin(thread.y * 6.2832);
  let weave = 0.5 + 0.5 * over;
  let bare = params.canvas * (1.0 - smoothstep(0.05, 0.7, here.a));

  let slope = vec2f(across, down) * (0.2 + 2.0 * params.relief) + 0.12 * over * bare;
  let normal = normalize(vec3f(-slope, 1.0));
  let turn = 0.7 * sin(frame.time * 0.11);
  let lamp = normalize(vec3f(-0.55 + 0.5 * turn, -0.65, 0.75));
  let lit = max(dot(normal, lamp), 0.0) / lamp.z;
  let shine = pow(max(dot(normal, normalize(lamp + vec3f(0.0, 0.0, 1.0))), 0.0), GLOSS);

  // Darks are glazed thin, so that the warm ground is in them.
  let glaze = here.rgb + GROUND * (0.6 + 0.8 * weave);
  let canvas = LINEN * (0.55 + 0.45 * weave);
  let rich = max(mix(vec3f(luminance(glaze)), glaze, 1.25), vec3f(0.0));
  var colour = mix(rich, canvas * (0.35 + 0.65 * rich), 0.6 * bare);
  let kick = params.pulse * (0.16 * frame.lowOnset + 0.05 * frame.rms);
  let away = (uv - 0.5) * shape;
  let pool = 1.0 - 0.42 * smoothstep(0.35, 1.15, length(away - vec2f(0.12 * turn, -0.08)));
  colour *= mix(1.0, lit, 0.25 + 0.6 * params.relief) * pool * (1.0 + kick);
  colour += vec3f(1.0, 0.95, 0.86) * params.relief * 0.10 * shine * here.a * pool * (1.0 + 2.0 * kick);
  return vec4f(clamp(colour, vec3f(0.0), vec3f(16.0)), 1.0);
}

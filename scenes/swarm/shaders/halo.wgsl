// A blur along one axis: run twice it makes the glow around bright places.
// A thread computes one texel; 8 x 8 threads a workgroup.
// Bindings: axis (texels of the result a step of the blur takes along x and y); source, any size;
// result.
// Source: weights of a Gauss curve with a deviation of two steps.
struct Axis {
  step: vec2f,
}
@group(1) @binding(0) var<uniform> axis: Axis;
@group(1) @binding(1) var source: texture_2d<f32>;
@group(1) @binding(2) var result: texture_storage_2d<rgba16float, write>;
@group(1) @binding(3) var linearClamp: sampler;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) { return; }
  let middle = vec2f(id.xy) + 0.5;
  var sum = vec3f(0.0);
  var weights = 0.0;
  for (var i = -4; i <= 4; i++) {
    let weight = exp(-0.125 * f32(i * i));
    let uv = (middle + f32(i) * axis.step) / vec2f(size);
    sum += weight * textureSampleLevel(source, linearClamp, uv, 0.0).rgb;
    weights += weight;
  }
  textureStore(result, id.xy, vec4f(sum / weights, 1.0));
}

// How bright the loop is, and the gain that holds it there: it never fills with white nor dies.
// One workgroup of 16 x 16 threads; each takes 3 x 3 of 48 x 48 samples spread over the state.
// Bindings: state rgb linear light; balance: mean lightness, contrast, gain -1..1.
// @import params
// @import colour

struct Turn {
  dt: f32,
}

@group(1) @binding(0) var state: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;
@group(1) @binding(2) var<storage, read_write> balance: array<f32>;
@group(1) @binding(3) var<uniform> now: Turn;

const SIDE = 16u;
const PER_THREAD = 3u;
// Mean lightness (Oklab) that the loop is held at.
const WANTED = 0.33;
const FOLLOW = 1.5;

var<workgroup> sums: array<vec2f, SIDE * SIDE>;

@compute @workgroup_size(SIDE, SIDE)
fn main(
  @builtin(local_invocation_id) id: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  var sum = vec2f(0.0);
  for (var i = 0u; i < PER_THREAD * PER_THREAD; i++) {
    let cell = id.xy * PER_THREAD + vec2u(i % PER_THREAD, i / PER_THREAD);
    let uv = (vec2f(cell) + 0.5) / f32(SIDE * PER_THREAD);
    let light = textureSampleLevel(state, linearClamp, uv, 0.0).rgb;
    let lightness = pow(luminance(max(light, vec3f(0.0))), 1.0 / 3.0);
    sum += vec2f(lightness, lightness * lightness);
  }
  sums[index] = sum;
  for (var half = SIDE * SIDE / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      sums[index] += sums[index + half];
    }
  }
  if (index == 0u) {
    let total = sums[0] / f32(SIDE * SIDE * PER_THREAD * PER_THREAD);
    let gain = clamp((WANTED - total.x) * 5.0, -1.0, 1.0);
    balance[0] = total.x;
    balance[1] = sqrt(max(total.y - total.x * total.x, 0.0));
    balance[2] = mix(balance[2], gain, 1.0 - exp(-FOLLOW * now.dt));
  }
}

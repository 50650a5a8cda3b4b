// Motion tensor of one pyramid level: what brightness and its gradient say of the flow here, once
// the previous image is warped by the flow found so far.
// A thread computes one pixel; 8 x 8 threads a workgroup.
// Bindings: previous and current, pyramid levels; flow, pixels of this level [height, width];
// lamp as flow-lamp.wgsl makes it;
// tensor: x, y, z the symmetric 2 x 2 matrix (11, 12, 22), w how freely flow spreads here, 0..1;
// pull, the right-hand side of the equations of the whole flow.
// Source: T. Brox, A. Bruhn, N. Papenberg, J. Weickert, "High Accuracy Optical Flow Estimation
// Based on a Theory for Warping" (2004), gradient constancy; normalised as in H. Zimmer,
// A. Bruhn, J. Weickert, "Optic Flow in Harmony" (2011), section 2.1.
@group(1) @binding(0) var previous: texture_2d<f32>;
@group(1) @binding(1) var current: texture_2d<f32>;
@group(1) @binding(2) var linearClamp: sampler;
@group(1) @binding(3) var<storage, read> flow: array<vec2f>;
@group(1) @binding(4) var<storage, read> lamp: f32;
@group(1) @binding(5) var<storage, read_write> tensor: array<vec4f>;
@group(1) @binding(6) var<storage, read_write> pull: array<vec2f>;

// Gradients of luma a pixel below which a constraint is taken for noise, squared.
const NOISE = 0.012 * 0.012;
const GRADIENT_NOISE = 0.008 * 0.008;
// Weight of the constancy of brightness against that of the gradient, which lamps that flicker
// do not disturb.
const BRIGHTNESS_WEIGHT = 0.3;
// Gradient of luma a pixel at which the flow is cut from its neighbours by half.
const EDGE = 0.06;
const FREEST_CUT = 0.08;

// One constraint `dot(slope, step) + change = 0` as (11, 12, 22, 1, 2).
struct Constraint {
  matrix: vec3f,
  vector: vec2f,
}

fn constraint(slope: vec2f, change: f32, noise: f32) -> Constraint {
  let weight = 1.0 / (dot(slope, slope) + noise);
  return Constraint(
    weight * vec3f(slope.x * slope.x, slope.x * slope.y, slope.y * slope.y),
    weight * slope * change,
  );
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(current);
  if (any(id.xy >= size)) {
    return;
  }
  let at = vec2i(id.xy);
  let last = vec2i(size) - 1;
  let index = id.y * size.x + id.x;
  let step = flow[index];
  let now = textureLoad(current, at, 0);
  let origin = (vec2f(id.xy) + 0.5 - step) / vec2f(size);
  let was = textureSampleLevel(previous, linearClamp, origin, 0.0);

  let right = textureLoad(current, min(at + vec2i(1, 0), last), 0);
  let left = textureLoad(current, max(at - vec2i(1, 0), vec2i(0)), 0);
  let below = textureLoad(current, min(at + vec2i(0, 1), last), 0);
  let above = textureLoad(current, max(at - vec2i(0, 1), vec2i(0)), 0);
  let acrossSlope = 0.5 * vec2f(right.g - left.g, below.g - above.g);
  let downSlope = 0.5 * vec2f(right.b - left.b, below.b - above.b);

  let slope = 0.5 * (now.gb + was.gb);
  let bright = constraint(slope, now.r - was.r - lamp, NOISE);
  let across = constraint(acrossSlope, now.g - was.g, GRADIENT_NOISE);
  let down = constraint(downSlope, now.b - was.b, GRADIENT_NOISE);
  var matrix = BRIGHTNESS_WEIGHT * bright.matrix + (across.matrix + down.matrix);
  var vector = BRIGHTNESS_WEIGHT * bright.vector + (across.vector + down.vector);
  // What came in over the border was nowhere before: its neighbours tell.
  if (any(origin < vec2f(0.0)) || any(origin > vec2f(1.0))) {
    matrix = vec3f(0.0);
    vector = vec2f(0.0);
  }
  let freedom = max(FREEST_CUT, 1.0 / (1.0 + dot(now.gb, now.gb) / (EDGE * EDGE)));
  tensor[index] = vec4f(matrix, freedom);
  pull[index] = vec2f(
    matrix.x * step.x + matrix.y * step.y,
    matrix.y * step.x + matrix.z * step.y,
  ) - vector;
}

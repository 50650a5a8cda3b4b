// One half step of successive over-relaxation of the flow equations: every second pixel, as on a
// chess board, in place.
// A thread solves one pixel; 8 x 8 threads a workgroup over half the width.
// Bindings: level, a pyramid level, for its size; tensor and pull as flow-tensor.wgsl makes them;
// flow, pixels of this level [height, width].
// Source: D. M. Young, "Iterative Methods for Solving Partial Difference Equations of Elliptic
// Type" (1954); equations of B. K. P. Horn, B. G. Schunck, "Determining Optical Flow" (1981).
@group(1) @binding(0) var level: texture_2d<f32>;
@group(1) @binding(1) var<storage, read> tensor: array<vec4f>;
@group(1) @binding(2) var<storage, read> pull: array<vec2f>;
@group(1) @binding(3) var<storage, read_write> flow: array<vec2f>;

// Which colour of the chess board: 0 or 1.
override colour: u32 = 0u;

// Weight of smoothness against the constraints.
const SMOOTHNESS = 0.45;
// Weight of standing still, by which flow ends where nothing tells of any.
const REST = 0.0015;
const OVER_RELAXATION = 1.75;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(level);
  let at = vec2u(id.x * 2u + ((id.y + colour) & 1u), id.y);
  if (any(at >= size)) {
    return;
  }
  let index = at.y * size.x + at.x;
  let own = tensor[index];
  var weights = 0.0;
  var sum = vec2f(0.0);
  if (at.x > 0u) {
    let weight = own.w + tensor[index - 1u].w;
    weights += weight;
    sum += weight * flow[index - 1u];
  }
  if (at.x + 1u < size.x) {
    let weight = own.w + tensor[index + 1u].w;
    weights += weight;
    sum += weight * flow[index + 1u];
  }
  if (at.y > 0u) {
    let weight = own.w + tensor[index - size.x].w;
    weights += weight;
    sum += weight * flow[index - size.x];
  }
  if (at.y + 1u < size.y) {
    let weight = own.w + tensor[index + size.x].w;
    weights += weight;
    sum += weight * flow[index + size.x];
  }
  let right = 0.5 * SMOOTHNESS * sum + pull[index];
  let diagonal = own.xz + 0.5 * SMOOTHNESS * weights + REST;
  let determinant = diagonal.x * diagonal.y - own.y * own.y;
  let solved = vec2f(
    diagonal.y * right.x - own.y * right.y,
    diagonal.x * right.y - own.y * right.x,
  ) / determinant;
  flow[index] = mix(flow[index], solved, OVER_RELAXATION);
}

// How much brighter the whole picture has become: a lamp, or the exposure of the camera, which
// is no movement.
// One thread; one workgroup.
// Bindings: previous and current, the coarsest pyramid levels; lamp, the change of luma.
// Source: iteratively reweighted mean with Cauchy weights, P. W. Holland, R. E. Welsch, "Robust
// Regression Using Iteratively Reweighted Least-Squares" (1977).
@group(1) @binding(0) var previous: texture_2d<f32>;
@group(1) @binding(1) var current: texture_2d<f32>;
@group(1) @binding(2) var<storage, read_write> lamp: f32;

const ROUNDS = 3;
// Distance from the mean, in luma, at which a place counts half: something moved there.
const SPREAD = 0.02;

@compute @workgroup_size(1)
fn main() {
  let size = textureDimensions(current);
  var mean = 0.0;
  for (var round = 0; round < ROUNDS; round++) {
    var sum = 0.0;
    var weights = 0.0;
    for (var y = 0u; y < size.y; y++) {
      for (var x = 0u; x < size.x; x++) {
        let at = vec2u(x, y);
        let change = textureLoad(current, at, 0).r - textureLoad(previous, at, 0).r;
        let off = (change - mean) / SPREAD;
        let weight = 1.0 / (1.0 + off * off);
        sum += weight * change;
        weights += weight;
      }
    }
    mean = sum / weights;
  }
  lamp = mean;
}

// The gain that holds the loop's brightness: it never fills with white nor dies.
// One thread.
// Bindings: sums as measure.wgsl makes them, emptied here; balance: mean lightness, contrast, gain
// -1..1.

struct Turn {
  dt: f32,
}

@group(1) @binding(0) var<storage, read_write> sums: array<atomic<u32>, 2>;
@group(1) @binding(1) var<storage, read_write> balance: array<f32>;
@group(1) @binding(2) var<uniform> now: Turn;

// Samples times the parts of each, see measure.wgsl.
const TOTAL = 48.0 * 48.0 * 65536.0;
// Mean lightness (Oklab) that the loop is held at.
const WANTED = 0.33;
const FOLLOW = 1.5;

@compute @workgroup_size(1)
fn main() {
  let mean = f32(atomicExchange(&sums[0], 0u)) / TOTAL;
  let meanSquare = f32(atomicExchange(&sums[1], 0u)) / TOTAL;
  let gain = clamp((WANTED - mean) * 5.0, -1.0, 1.0);
  balance[0] = mean;
  balance[1] = sqrt(max(meanSquare - mean * mean, 0.0));
  balance[2] = mix(balance[2], gain, 1.0 - exp(-FOLLOW * now.dt));
}

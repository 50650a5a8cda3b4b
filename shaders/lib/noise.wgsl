// Hashes and noise, deterministic on every device (whole-number hashes).

// Source: M. Jarzynski, M. Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020 (pcg3d).
fn pcg3d(seed: vec3u) -> vec3u {
  var v = seed * 1664525u + 1013904223u;
  v.x += v.y * v.z;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v ^= v >> vec3u(16u);
  v.x += v.y * v.z;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  return v;
}

// Three numbers in [0, 1) for a whole-number cell.
fn hash3(cell: vec3i) -> vec3f {
  return vec3f(pcg3d(bitcast<vec3u>(cell)) >> vec3u(8u)) / 16777216.0;
}

// Gradient noise in three dimensions, about -1..1. Source: K. Perlin, "Improving Noise" (2002),
// with hashed gradients.
fn gradientNoise(p: vec3f) -> f32 {
  let cell = vec3i(floor(p));
  let f = fract(p);
  let u = f * f * f * (f * (f * 6.0 - 15.0) + 10.0);
  var corners: array<f32, 8>;
  for (var i = 0; i < 8; i++) {
    let offset = vec3i(i & 1, (i >> 1) & 1, i >> 2);
    let gradient = hash3(cell + offset) * 2.0 - 1.0;
    corners[i] = dot(gradient, f - vec3f(offset));
  }
  let x0 = mix(corners[0], corners[1], u.x);
  let x1 = mix(corners[2], corners[3], u.x);
  let x2 = mix(corners[4], corners[5], u.x);
  let x3 = mix(corners[6], corners[7], u.x);
  return 1.2 * mix(mix(x0, x1, u.y), mix(x2, x3, u.y), u.z);
}

// Sum of octaves of gradient noise.
fn fractalNoise(point: vec3f, octaves: i32) -> f32 {
  var p = point;
  var sum = 0.0;
  var amplitude = 0.5;
  for (var i = 0; i < octaves; i++) {
    sum += amplitude * gradientNoise(p);
    p = p * 2.03 + vec3f(17.1, 9.2, 3.7);
    amplitude *= 0.5;
  }
  return sum;
}

// Divergence-free flow in the plane: the curl of a noise potential. Source: R. Bridson et al.,
// "Curl-Noise for Procedural Fluid Flow" (2007).
fn curlNoise(p: vec3f) -> vec2f {
  let e = 0.05;
  var slope = vec2f(0.0);
  // A loop, so that the noise is compiled once.
  for (var i = 0; i < 4; i++) {
    let way = select(-1.0, 1.0, (i & 1) == 0) * select(vec2f(0.0, 1.0), vec2f(1.0, 0.0), i < 2);
    slope += way * gradientNoise(p + vec3f(way * e, 0.0));
  }
  return vec2f(slope.y, -slope.x) / (2.0 * e);
}

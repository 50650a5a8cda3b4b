// A signal that breaks: blocks out of place, lines torn aside, colours slipped, macro-blocks that
// were never refined. What is broken is drawn anew on the beat; an onset breaks more.
// A full-screen pass: fragment (x, y) of the target. Reads the source four times.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import noise
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearMirror: sampler;
@group(1) @binding(2) var nearestClamp: sampler;

const MACRO_ROWS = 34.0;

// Three random numbers of a cell for as long as nothing changes.
fn chance(cell: vec2f, salt: i32) -> vec3f {
  let moment = i32(floor(frame.beat * params.rate));
  return hash3(vec3i(vec2i(floor(cell)), moment * 31 + salt + i32(params.seed)));
}

// How much is broken now: some moments are calm, onsets are not.
fn damage() -> f32 {
  let mood = mix(0.45, 1.0, chance(vec2f(0.0), 1).x);
  return params.amount * min(mood + 0.8 * frame.onset, 1.3);
}

// Bands of uneven height that are torn aside.
fn tearAt(p: vec2f, broken: f32) -> f32 {
  let bands = mix(3.0, 26.0, chance(vec2f(0.0), 2).y);
  let wide = chance(vec2f(0.0, (p.y + 0.5) * bands), 3);
  let fine = chance(vec2f(0.0, (p.y + 0.5) * bands * 6.0), 4);
  let torn = step(wide.x, 0.5 * broken) * (wide.y - 0.5)
    + step(fine.x, 0.22 * broken) * (fine.y - 0.5);
  return torn * params.tear * broken;
}

// Blocks of two sizes that come from elsewhere. z says how broken the block is.
fn blockAt(p: vec2f, broken: f32) -> vec3f {
  let large = chance(p / (params.block * vec2f(2.6, 1.0)), 5);
  let small = chance(p / (params.block * vec2f(0.9, 0.33)), 6);
  let moved = step(large.x, 0.3 * broken) * (large.yz - 0.5) * vec2f(0.6, 0.25)
    + step(small.x, 0.16 * broken) * (small.yz - 0.5) * vec2f(0.3, 0.1);
  return vec3f(moved, step(large.y, 0.35 * broken) * step(small.z, 0.5));
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let p = toPlane(in.uv);
  let broken = damage();
  let block = blockAt(p, broken);
  let torn = tearAt(p, broken);
  let uv = fromPlane(p + block.xy + vec2f(torn, 0.0));
  // Colours slip most where the signal is torn.
  let slip = params.slip * broken * (0.35 + 4.0 * abs(torn) + length(block.xy) * 2.0);
  let side = vec2f(slip / aspect(), 0.0) * sign(chance(vec2f(0.0), 7).z - 0.5);
  var wet = vec3f(
    textureSampleLevel(source, linearMirror, uv + side, 0.0).r,
    textureSampleLevel(source, linearMirror, uv, 0.0).g,
    textureSampleLevel(source, linearMirror, uv - side, 0.0).b,
  );
  if (block.z > 0.5) {
    let macroGrid = vec2f(MACRO_ROWS * aspect(), MACRO_ROWS);
    let snapped = (floor(uv * macroGrid) + 0.5) / macroGrid;
    let coarse = textureSampleLevel(source, nearestClamp, snapped, 0.0);
    wet = mix(coarse.rgb, coarse.gbr, step(0.5, chance(p * 2.0, 8).y));
  }
  return wetDry(dry, wet, params.mix);
}

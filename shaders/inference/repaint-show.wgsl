// A net's small picture as large and as sharp as the picture that it is of, and as much of it as is
// wanted, where it is wanted.
// A thread computes a pixel of the whole picture; 8 x 8 threads a workgroup.
// Bindings: picture, whole, linear light; small, the net's picture of it; gain as repaint-gain.wgsl
// makes it; motion (r 0..1); figure as repaint-background.wgsl makes it; result, linear light.
// Params: strength, share of the net's picture; colours, share of the picture's own colours under
// the net's light; fine, share of the light that the net did not see; mask, 0 everywhere or a kind
// of field; level, where that begins.
// @import params
// @import colour
// @import net-fields
@group(1) @binding(0) var picture: texture_2d<f32>;
@group(1) @binding(1) var small: texture_2d<f32>;
@group(1) @binding(2) var gain: texture_2d<f32>;
@group(1) @binding(3) var motion: texture_2d<f32>;
@group(1) @binding(4) var figure: texture_2d<f32>;
@group(1) @binding(5) var linearClamp: sampler;
@group(1) @binding(6) var result: texture_storage_2d<rgba16float, write>;

// Half the width of a mask's soft edge.
const SOFT = 0.12;

// The small picture by a Catmull-Rom spline, nine bilinear samples.
fn splineAt(uv: vec2f) -> vec3f {
  let size = vec2f(textureDimensions(small));
  let place = uv * size;
  let centre = floor(place - 0.5) + 0.5;
  let f = place - centre;
  let before = f * (-0.5 + f * (1.0 - 0.5 * f));
  let here = 1.0 + f * f * (-2.5 + 1.5 * f);
  let after = f * (0.5 + f * (2.0 - 1.5 * f));
  let beyond = f * f * (-0.5 + 0.5 * f);
  let inner = here + after;
  let weights = array<vec2f, 3>(before, inner, beyond);
  let places = array<vec2f, 3>(
    (centre - 1.0) / size,
    (centre + after / inner) / size,
    (centre + 2.0) / size,
  );
  var sum = vec3f(0.0);
  for (var y = 0; y < 3; y++) {
    for (var x = 0; x < 3; x++) {
      let at = vec2f(places[x].x, places[y].y);
      sum += weights[x].x * weights[y].y * textureSampleLevel(small, linearClamp, at, 0.0).rgb;
    }
  }
  return clamp(sum, vec3f(0.0), vec3f(1.0));
}

fn maskAt(uv: vec2f, light: f32) -> f32 {
  let kind = i32(params.mask + 0.5);
  if (kind == 0) {
    return 1.0;
  }
  let moving = textureSampleLevel(motion, linearClamp, uv, 0.0).r;
  let apart = textureSampleLevel(figure, linearClamp, uv, 0.0).r;
  return fieldAt(kind, uv, moving, light, apart, params.level, SOFT);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) {
    return;
  }
  let uv = (vec2f(id.xy) + 0.5) / vec2f(size);
  let own = textureLoad(picture, id.xy, 0).rgb;
  let seen = linearToSrgb(clamp(own, vec3f(0.0), vec3f(1.0)));
  let light = linearToSrgb(vec3f(clamp(luminance(own), 0.0, 1.0))).r;
  let slope = textureSampleLevel(gain, linearClamp, uv, 0.0);
  let fine = params.fine * slope.rgb * (light - slope.a);
  var painted = clamp(linearToSrgb(splineAt(uv)) + fine, vec3f(0.0), vec3f(1.0));
  let lightened = clamp(seen + dot(painted - seen, LUMA), vec3f(0.0), vec3f(1.0));
  painted = mix(painted, lightened, params.colours);
  let share = params.strength * maskAt(uv, light);
  textureStore(result, id.xy, vec4f(mix(own, srgbToLinear(painted), share), 1.0));
}

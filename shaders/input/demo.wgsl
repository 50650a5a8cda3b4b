// The demo source: a dancer in a spotlight, on a dark stage.
// A fragment computes one pixel of the picture; one full-screen triangle.
// Bindings: pose as engine/input/dancer-pose.ts writes it; tiles as demo-tiles.wgsl makes them.
// Source: J. C. Hart, "Sphere Tracing" (1996); I. Quilez, "Distance functions" and "Smooth
// minimum" (capsules and their union).
// @import frame
// @import fullscreen
// @import params
// @import demo-view

@group(1) @binding(0) var<uniform> pose: array<vec4f, 48>;
@group(1) @binding(1) var<storage, read> tiles: array<u32>;

const STEPS = 28;
// Width in metres over which neighbouring bones melt into one another.
const BLEND = 0.028;
// Bones that throw shadows on the floor, and on the dancer: the rest hides behind them.
const FLOOR_CASTERS = 0x13ffc1u;
const BODY_CASTERS = 0x103f41u;
const SHOES = 0xc0000u;

// The lamp in front, warm.
const LAMP = vec3f(-2.2, 3.7, 1.7);
const LAMP_FOOT = vec3f(0.0, 0.4, 0.0);
const LAMP_COLOUR = vec3f(1.0, 0.79, 0.56) * 2.35;
// A cold lamp behind, which draws the outline.
const RIM_DIRECTION = vec3f(0.62, 0.38, -0.68);
const RIM_COLOUR = vec3f(0.22, 0.55, 1.0) * 2.4;
// The lamp above and behind, whose beam is seen in the haze.
const TOP = vec3f(-1.25, 4.3, -1.35);
const TOP_FOOT = vec3f(0.05, 0.0, 0.1);
const TOP_DIRECTION = vec3f(-0.30, 0.86, -0.41);
const TOP_COLOUR = vec3f(1.0, 0.86, 0.66) * 1.1;
const AMBIENT = vec3f(0.012, 0.017, 0.030);

const SKIN = vec4f(0.47, 0.262, 0.178, 0.25);
const CLOTH = vec4f(0.36, 0.012, 0.030, 0.9);
const HAIR = vec4f(0.022, 0.012, 0.009, 0.6);
const SHOE = vec4f(0.42, 0.20, 0.16, 0.5);

// Nothing of the dancer is further than this from the middle of the stage.
fn farFromDancer(origin: vec3f, direction: vec3f) -> bool {
  return nearest(origin, direction, vec3f(0.0, 0.3, 0.0), vec3f(0.0, 1.5, 0.0)).distance > 0.92;
}

struct Passed {
  // A bit for each bone that the ray passes near.
  bones: u32,
  start: f32,
  end: f32,
}

// Those of some bones that a ray passes near, and from where to where.
fn bonesNear(origin: vec3f, direction: vec3f, bones: u32) -> Passed {
  var left = bones;
  var passed = Passed(0u, 1e3, 0.0);
  while (left != 0u) {
    let i = countTrailingZeros(left);
    left &= left - 1u;
    let a = pose[2u * i];
    let b = pose[2u * i + 1u];
    let near = nearest(origin, direction, a.xyz, b.xyz);
    let radius = max(a.w, b.w) * select(1.0, 1.12, i == SKIRT) + 0.02;
    if (near.distance < radius) {
      passed.bones |= 1u << i;
      // A bone that is seen lengthwise reaches further along the ray than its radius.
      let reach = radius + abs(dot(b.xyz - a.xyz, direction));
      passed.start = min(passed.start, near.t - reach);
      passed.end = max(passed.end, near.t + reach);
    }
  }
  passed.start = max(passed.start, 0.0);
  return passed;
}

fn skirtDistance(p: vec3f, a: vec4f, b: vec4f) -> f32 {
  let axis = b.xyz - a.xyz;
  let h = clamp(dot(p - a.xyz, axis) / dot(axis, axis), 0.0, 1.05);
  let out = p - a.xyz - axis * h;
  let hem = dot(p - b.xyz, normalize(axis));
  // Bell-shaped: close at the hips, wide at the hem.
  let bell = mix(a.w, b.w, 0.6 * h + 0.4 * h * h);
  let away = max(length(out) - bell, hem);
  if (away > 0.03) {
    return away * 0.72;
  }
  let angle = atan2(out.z, out.x) - pose[HEAD + 1].w;
  let folds = (0.5 + 0.5 * sin(angle * 9.0) + 0.6 * sin(angle * 4.0 + 1.0)) * 0.030 * h * h;
  return max((length(out) - bell + folds) * 0.72, hem);
}

fn boneDistance(i: u32, p: vec3f) -> f32 {
  let a = pose[2u * i];
  let b = pose[2u * i + 1u];
  if (i == SKIRT) {
    return skirtDistance(p, a, b);
  }
  let ba = b.xyz - a.xyz;
  let h = clamp(dot(p - a.xyz, ba) / dot(ba, ba), 0.0, 1.0);
  return length(p - a.xyz - ba * h) - mix(a.w, b.w, h);
}

fn figure(p: vec3f, bones: u32) -> f32 {
  var left = bones;
  var d = 1e3;
  while (left != 0u) {
    let i = countTrailingZeros(left);
    left &= left - 1u;
    let e = boneDistance(i, p);
    let near = max(BLEND - abs(d - e), 0.0) / BLEND;
    d = min(d, e) - near * near * BLEND * 0.25;
  }
  return d;
}

// Gradient of the distance, from the corners of a tetrahedron; a loop, so that the long distance
// is compiled once.
fn normalAt(p: vec3f, bones: u32) -> vec3f {
  var sum = vec3f(0.0);
  for (var i = 0u; i < 4u; i++) {
    let corner = vec3f(vec3u((i + 3u) >> 1u, i >> 1u, i) & vec3u(1u)) * 2.0 - 1.0;
    sum += corner * figure(p + corner * 0.0015, bones);
  }
  return normalize(sum);
}

// Share of a lamp's light that reaches a point past some bones; `skip` metres are not looked
// at, so that a body does not shade itself by the bone it lies on.
fn lit(p: vec3f, direction: vec3f, casters: u32, skip: f32, softness: f32) -> f32 {
  var light = 1.0;
  if (farFromDancer(p, direction)) {
    return light;
  }
  var left = casters;
  while (left != 0u) {
    let i = countTrailingZeros(left);
    left &= left - 1u;
    let a = pose[2u * i];
    let b = pose[2u * i + 1u];
    let near = nearest(p, direction, a.xyz, b.xyz);
    let edge = near.distance - mix(a.w, b.w, near.h) * select(1.0, 0.86, i == SKIRT);
    let width = 0.012 + softness * near.t;
    let blocked = smoothstep(-width, width, edge);
    light = min(light, mix(1.0, blocked, smoothstep(skip, skip + 0.08, near.t)));
  }
  return light;
}

// Colour of a bone's surface and, in the fourth, its sheen.
fn materialOf(i: u32, p: vec3f) -> vec4f {
  if (i < 3u) {
    // The hairline runs from the brow to the nape.
    let q = p - pose[0].xyz;
    let above = dot(q, pose[HEAD + 1].xyz) - 0.72 * dot(q, pose[HEAD].xyz);
    return mix(SKIN, HAIR, smoothstep(0.006, 0.018, above));
  }
  if (i == 3u || i == 21u) {
    return HAIR;
  }
  if (i == 14u || i == 15u) {
    // Above the hem the legs are under the skirt, which lies on them.
    let hem = pose[2u * SKIRT + 1u].xyz;
    let axis = hem - pose[2u * SKIRT].xyz;
    return select(CLOTH, SKIN, dot(p - hem, axis) > 0.0);
  }
  if ((i >= 5u && i <= 7u) || i == SKIRT) {
    return CLOTH;
  }
  return select(SKIN, SHOE, i == 18u || i == 19u);
}

fn surfaceColour(p: vec3f, bones: u32) -> vec4f {
  var left = bones;
  var sum = vec4f(0.0);
  var total = 0.0;
  while (left != 0u) {
    let i = countTrailingZeros(left);
    left &= left - 1u;
    let material = materialOf(i, p);
    // Hair and cloth lie on the skin.
    let layered = exp(-max(boneDistance(i, p), 0.0) * 160.0) * select(1.0, 3.0, material.w > 0.4);
    sum += material * layered;
    total += layered;
  }
  return sum / max(total, 1e-6);
}

fn spotAt(x: f32, y: f32) -> f32 {
  return exp(-x * x - y * y);
}

// Eyes, brows and lips, faint: a face at this distance is a few pixels.
fn face(p: vec3f, colour: vec3f) -> vec3f {
  let q = p - 0.5 * (pose[0].xyz + pose[1].xyz);
  let ahead = pose[HEAD].xyz;
  let up = pose[HEAD + 1].xyz;
  if (dot(q, ahead) < 0.03) {
    return colour;
  }
  let y = dot(q, up);
  let x = abs(dot(q, cross(up, ahead)));
  let eye = spotAt((x - 0.036) / 0.017, (y + 0.002) / 0.010);
  let brow = spotAt((x - 0.036) / 0.022, (y - 0.020) / 0.006);
  let lips = spotAt(x / 0.022, (y + 0.072) / 0.009);
  let eyes = mix(colour, HAIR.rgb, clamp(0.85 * eye + 0.6 * brow, 0.0, 1.0));
  return mix(eyes, vec3f(0.32, 0.06, 0.06), 0.7 * lips);
}

// Those of some bones that shape the surface at a point.
fn bonesAt(p: vec3f, bones: u32) -> u32 {
  var left = bones;
  var found = 0u;
  while (left != 0u) {
    let i = countTrailingZeros(left);
    left &= left - 1u;
    found |= select(0u, 1u << i, boneDistance(i, p) < 0.045);
  }
  return found;
}

// Light of a lamp behind: on what faces it, and along the outline.
fn fromBehind(normal: vec3f, lamp: vec3f, outline: f32) -> f32 {
  let facing = dot(normal, lamp);
  return 0.6 * max(facing, 0.0) + 0.8 * outline * smoothstep(-0.2, 0.6, facing);
}

fn shade(p: vec3f, direction: vec3f, passed: u32) -> vec3f {
  let bones = bonesAt(p, passed);
  let normal = normalAt(p, bones);
  let surface = surfaceColour(p, bones);
  var colour = surface.rgb;
  if ((bones & 3u) != 0u && surface.w < 0.35) {
    colour = face(p, colour);
  }
  let toLamp = normalize(LAMP - p);
  let shadow = lit(p + normal * 0.01, toLamp, BODY_CASTERS, 0.07, 0.05);
  let facing = dot(normal, toLamp);
  // Light bleeds a little past its edge, reddened by skin.
  let wrapped = clamp((facing + 0.18) / 1.18, 0.0, 1.0);
  let red = mix(vec3f(1.0), vec3f(1.15, 0.91, 0.85), smoothstep(0.5, 0.0, abs(facing)));
  let key = LAMP_COLOUR * wrapped * shadow * red * pose[HEAD].w;
  let away = 1.0 - clamp(-dot(normal, direction), 0.0, 1.0);
  let outline = away * away * sqrt(away);
  let behind = RIM_COLOUR * fromBehind(normal, RIM_DIRECTION, outline)
    + TOP_COLOUR * fromBehind(normal, TOP_DIRECTION, outline);
  let sky = AMBIENT * (1.5 + 1.3 * normal.y);
  let halfway = normalize(toLamp - direction);
  let gloss = pow(max(dot(normal, halfway), 0.0), 28.0) * surface.w * 0.08 * shadow;
  return colour * (key + behind + sky) + LAMP_COLOUR * gloss + behind * outline * 0.05;
}

// How strongly a cone of light meets a point: full in the middle, soft at its edge.
fn cone(p: vec3f, lamp: vec3f, foot: vec3f, inner: f32, outer: f32) -> f32 {
  let axis = normalize(foot - lamp);
  let ray = p - lamp;
  let along = dot(ray, axis);
  let off = length(ray - axis * along) / max(along, 0.01);
  return smoothstep(outer, inner, off);
}

// Haze in the beam of the lamp above, along the ray.
fn beam(origin: vec3f, direction: vec3f, end: f32) -> f32 {
  let near = nearest(origin, direction, TOP, TOP_FOOT);
  let radius = 0.03 + 0.86 * near.h;
  let x = near.distance / radius;
  if (x > 1.08) {
    return 0.0;
  }
  let at = (origin + direction * near.t).xy * vec2f(2.6, 1.7);
  let drift = sin(at.x + frame.time * 0.17 + 1.7 * sin(at.y - frame.time * 0.11));
  return smoothstep(1.08, 0.62, x) * (1.1 - 0.35 * x * x) / (0.30 + 1.5 * near.h)
    * (1.0 + 0.13 * drift) * smoothstep(end + 0.3, end - 0.3, near.t);
}

fn floorColour(p: vec3f) -> vec3f {
  let middle = 1.0 / (1.0 + dot(p.xz, p.xz));
  var light = AMBIENT * 0.5 + vec3f(0.007, 0.016, 0.026) * middle * middle;
  for (var i = 0; i < 2; i++) {
    let front = i == 0;
    let lamp = select(TOP, LAMP, front);
    let rim = select(vec2f(0.165, 0.205), vec2f(0.14, 0.36), front);
    let met = cone(p, lamp, select(TOP_FOOT, LAMP_FOOT, front), rim.x, rim.y);
    if (met > 0.0) {
      let toLamp = normalize(lamp - p);
      let strength = select(TOP_COLOUR * 0.5, LAMP_COLOUR * (0.24 * toLamp.y), front);
      light += strength * met * lit(p, toLamp, FLOOR_CASTERS, 0.0, 0.04);
    }
  }
  let boards = 0.93 + 0.07 * sin(p.x * 9.0 + p.z);
  return vec3f(0.20, 0.17, 0.155) * light * boards * pose[HEAD].w;
}

// Place on the floor that a ray meets, far below where it meets none.
fn floorPoint(origin: vec3f, direction: vec3f) -> vec3f {
  return origin + direction * (-origin.y / min(direction.y, -0.001));
}

// The stage behind the dancer: a curtain with a pool of cold light, and the floor.
fn stage(origin: vec3f, direction: vec3f) -> vec3f {
  let wall = origin + direction * ((origin.z + 2.6) / max(-direction.z, 0.05));
  let off = (wall.xy - vec2f(0.25, 1.35)) * vec2f(0.5, 0.72);
  let fall = 1.0 / (1.0 + dot(off, off));
  let drape = 0.86 + 0.14 * sin(wall.x * 7.0 + 0.7 * wall.x * (1.0 - abs(wall.x) * 0.3));
  let pool = vec3f(0.024, 0.063, 0.102) * fall * fall * fall;
  var colour = pool * drape + vec3f(0.0018, 0.0022, 0.0034);
  let ground = floorPoint(origin, direction);
  let onFloor = smoothstep(-2.6, -1.7, ground.z);
  if (direction.y < -0.001 && onFloor > 0.0) {
    colour = mix(colour, floorColour(ground), onFloor);
  }
  return colour;
}

struct Seen {
  // Share of the pixel that the dancer covers.
  cover: f32,
  t: f32,
  bones: u32,
}

// Marches to the dancer. A ray that only just misses covers its pixel in part, which keeps
// outlines smooth.
fn look(eye: vec3f, direction: vec3f, bones: u32) -> Seen {
  let passed = bonesNear(eye, direction, bones);
  let pixel = pixelWidth();
  var seen = Seen(0.0, 1e3, passed.bones);
  var closest = 1.0;
  var t = passed.start;
  for (var i = 0; i < STEPS && t < passed.end; i++) {
    let d = figure(eye + direction * t, passed.bones);
    let miss = d / (pixel * t);
    if (miss < closest) {
      closest = miss;
      seen.t = t;
    }
    if (miss < 0.1) {
      closest = 0.0;
      break;
    }
    t += d;
  }
  seen.cover = clamp(1.0 - closest, 0.0, 1.0);
  return seen;
}

// Highlights bend towards 1 instead of clipping.
fn rolledOff(colour: vec3f) -> vec3f {
  let over = max(colour - 0.4, vec3f(0.0));
  return min(colour, vec3f(0.4)) + 0.6 * (1.0 - exp(-over / 0.6));
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let eye = pose[HEAD + 2].xyz;
  let direction = viewDirection(in.uv);
  let tile = vec2u(in.position.xy / TILE);
  var bones = tiles[tile.y * tileGrid().x + tile.x];
  var origin = eye;
  var ray = direction;
  var colour = vec3f(0.0);
  // Share of the pixel that is still to be filled.
  var open = 1.0;
  var end = 12.0;
  // First the ray of the eye, then what the polished floor mirrors.
  for (var bounce = 0; bounce < 2; bounce++) {
    var seen = Seen(0.0, 1e3, 0u);
    if (bones != 0u) {
      seen = look(origin, ray, bones);
    }
    if (seen.cover > 0.0) {
      let p = origin + ray * seen.t;
      // The mirror image pales with height.
      let dim = select(1.0, exp(-2.2 * p.y), bounce == 1);
      colour += open * seen.cover * dim * shade(p, ray, seen.bones);
    }
    open *= 1.0 - seen.cover;
    if (bounce == 1 || open <= 0.0) {
      end = select(end, seen.t, bounce == 0);
      break;
    }
    colour += open * stage(eye, direction);
    let p = floorPoint(eye, direction);
    if (direction.y > -0.01 || abs(p.x) > 0.8 || abs(p.z) > 0.9) {
      break;
    }
    let grazing = 1.0 + direction.y;
    open *= 0.10 + 0.5 * grazing * grazing * grazing * grazing;
    origin = p;
    ray = vec3f(direction.x, -direction.y, direction.z);
    bones = FLOOR_CASTERS | SHOES;
  }
  colour += vec3f(0.060, 0.050, 0.038) * beam(eye, direction, end) * pose[HEAD].w;
  let corner = (in.uv - 0.5) * vec2f(1.0, 0.9);
  colour *= 1.0 - 0.9 * dot(corner, corner);
  return vec4f(rolledOff(colour), params.fade);
}

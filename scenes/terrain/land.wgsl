// The land in one of three styles, fading into the air.
// Vertices: columns x 2 a strip, a strip an instance, rows - 1 of them.
// @import frame
// @import params
// @import ground

// Lines of the drawn styles: across one half of the land, and from the horizon to the viewer.
const LINES_ACROSS = 34.0;
const LINES_ALONG = 76.0;
// Length of the ripples in the sand, in the world.
const RIPPLE = 0.3;
const TAU = 6.28318530718;

@vertex
fn vertexMain(@builtin(vertex_index) vertex: u32, @builtin(instance_index) strip: u32) -> Place {
  return placeAt(vertex, strip, 1u, world.viewProjection);
}

// Brightness of the nearest of evenly spaced lines, a pixel and a half wide at any distance;
// where lines crowd together they fade into their mean. `width` is a pixel's.
fn lines(place: f32, width: f32) -> f32 {
  let d = abs(fract(place - 0.5) - 0.5) / max(width, 1e-5);
  let line = 1.0 - smoothstep(0.55, 1.5, d);
  return mix(line, 0.3, smoothstep(0.25, 0.6, width));
}

// Ripples of sand near the viewer. Rows are counted modulo 64, which the waves fit into.
fn rippled(place: Place, ground: Ground, far: f32) -> vec3f {
  let waves = round(64.0 * DEPTH / (world.rows * RIPPLE));
  let row = f32(world.newest % 64u) - place.grid.y * (world.rows - 1.0);
  let bend = 1.4 * sin(place.at.x * 2.3 + place.at.y * 6.0);
  let phase = TAU * waves * row / 64.0 + place.at.x * 6.0 + 14.0 * place.at.y + bend;
  let fine = sin(3.0 * TAU * waves * row / 64.0 - place.at.x * 19.0 + 2.0 * bend + sin(phase));
  let ripple = 0.11 * exp(-0.4 * far) * sin(phase) + 0.1 * exp(-1.1 * far) * fine;
  let tilt = ripple * (1.0 - min(ground.energy * 2.0, 1.0));
  return normalize(ground.normal + vec3f(0.4 * tilt, 0.0, tilt));
}

fn litLand(place: Place, ground: Ground, towards: vec3f, far: f32) -> vec3f {
  let normal = rippled(place, ground, far);
  var colour = litBy(albedoAt(place.at.y, ground, params.aurora), normal, ground, place);
  // Low sun through the crests, and its glitter in the sand.
  let grazing = 1.0 - clamp(dot(normal, -towards), 0.0, 1.0);
  let facing = max(dot(towards, world.sun), 0.0);
  let rim = grazing * grazing * grazing * facing * facing * facing;
  colour += place.sunColour * rim * 0.5 * ground.open * (0.3 + 0.7 * ground.sunlight);
  let gloss = max(dot(normal, normalize(world.sun - towards)), 0.0);
  let gloss4 = gloss * gloss * gloss * gloss;
  let gloss16 = gloss4 * gloss4 * gloss4 * gloss4;
  colour += place.sunColour * gloss16 * gloss16 * gloss4 * 0.3 * ground.sunlight;
  return colour + heatOf(ground);
}

// The land as lines: a dark floor that hides what is behind, and the lines' own light.
fn drawnLand(ground: Ground, row: f32, column: f32) -> vec3f {
  let picture = params.aurora * ground.light;
  let glow = 0.16 + 0.9 * ground.energy + 0.4 * picture + 0.35 * ground.attack;
  let sun = max(dot(ground.normal, world.sun), 0.0) * ground.sunlight;
  if (params.style < 1.5) {
    let ink = mix(body(0.62), body(0.95), clamp(ground.energy * 1.4, 0.0, 1.0));
    return body(0.03) * 0.25 + body(0.45) * sun * 0.12 + ink * row * glow * 1.35;
  }
  let floorLight = body(0.16) * 0.3 + body(0.5) * (0.4 * sun + 0.2 * ground.energy);
  return floorLight + answer(0.5 + 0.35 * ground.energy) * glow * (row + 0.8 * column) * 0.95;
}

@fragment
fn fragmentMain(place: Place) -> @location(0) vec4f {
  let every = max(round(world.rows / LINES_ALONG), 1.0);
  let shift = f32(world.newest % u32(every));
  let along = (place.grid.y * (world.rows - 1.0) - shift) / every;
  let across = place.grid.x * 2.0 * LINES_ACROSS;
  let row = lines(along, fwidth(along));
  let column = lines(across, fwidth(across));

  let ground = groundAt(place.grid);
  let away = place.at - world.eye;
  let far = length(away);
  let towards = away / max(far, 1e-3);
  var colour: vec3f;
  var veil = place.air.a;
  if (params.style < 0.5) {
    colour = litLand(place, ground, towards, far);
  } else {
    colour = drawnLand(ground, row, column);
    veil = max(veil * 0.85, smoothstep(0.22, 0.02, place.grid.y));
  }
  colour = mix(colour, place.air.rgb, veil);
  return vec4f(min(colour, vec3f(4.0)), 1.0);
}

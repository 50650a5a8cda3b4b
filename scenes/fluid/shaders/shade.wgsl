// The picture: deep background, haze, and the ink as a lit, glossy, translucent body.
// A fragment computes one pixel of the result; one full-screen triangle.
// Bindings: grid; score; ink; haze; light (light.wgsl: shadows and broad slope); centre (heat in z); palette.
// Source: wrapped diffuse light and translucency by thickness as in C. Barre-Brisebois,
// M. Bouchard, "Approximating Translucency for a Fast, Cheap and Convincing Subsurface Scattering
// Look" (2011); gloss: J. Blinn, "Models of Light Reflection" (1977).
// @import params
// @import fullscreen
// @import fluid-grid
// @import fluid-score
// @import fluid-ink
@group(1) @binding(2) var ink: texture_2d<f32>;
@group(1) @binding(3) var haze: texture_2d<f32>;
@group(1) @binding(4) var light: texture_2d<f32>;
@group(1) @binding(5) var centre: texture_2d<f32>;
@group(1) @binding(6) var palette: texture_2d<f32>;
@group(1) @binding(7) var linearClamp: sampler;

const OPACITY = 1.5;
// Height of thick ink over thin, in shorter sides, at full relief; and the share of its details.
const RELIEF = 0.11;
const FINE = 0.35;
// The far layer is seen from a little further away.
const PARALLAX = 0.94;

// A colour of the palette: its ramp at accent 0, its answer at 1.
fn colourAt(along: f32, accent: f32) -> vec3f {
  let ramp = textureSampleLevel(palette, linearClamp, vec2f(along, 0.25), 0.0).rgb;
  let answer = textureSampleLevel(palette, linearClamp, vec2f(along, 0.75), 0.0).rgb;
  return mix(ramp, answer, accent);
}

// Thickness of the ink as it is seen: beyond some density nothing more shows.
fn thickness(uv: vec2f) -> f32 {
  return 1.0 - exp(-0.7 * textureSampleLevel(ink, linearClamp, uv, 0.0).a);
}

// A dark room with one lamp in it: never flat, never black.
fn background(place: vec2f) -> vec3f {
  let lamp = score.light.xy * 0.75;
  let near = exp(-1.6 * dot(place - lamp, place - lamp));
  let far = length(place);
  let floorLight = smoothstep(-0.1, 0.6, place.y) * 0.35;
  let depth = 0.04 + 0.19 * near + 0.05 * floorLight + 0.16 * score.accent * near;
  return colourAt(depth, score.accent) * (0.45 + 0.9 * near + 0.2 * score.energy + 0.9 * score.accent * near) * (1.0 - 0.35 * far * far);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let place = (in.uv - 0.5) * grid.aspect;
  let uv = gridUv(in.uv);
  let here = textureSampleLevel(ink, linearClamp, uv, 0.0);
  let lit = textureSampleLevel(light, linearClamp, uv, 0.0);
  let texels = vec2f(textureDimensions(ink));
  let texel = 1.0 / texels;
  let fine = vec2f(
    thickness(uv + vec2f(texel.x, 0.0)) - thickness(uv - vec2f(texel.x, 0.0)),
    thickness(uv + vec2f(0.0, texel.y)) - thickness(uv - vec2f(0.0, texel.y)),
  ) * 0.5 * texels.x / (grid.cells.x * grid.cell);
  let slope = RELIEF * params.relief * (FINE * fine + lit.ba);
  let normal = normalize(vec3f(-slope, 1.0));
  let towards = normalize(score.light);

  // Far layer, seen from a little further away.
  let away = gridUv((in.uv - 0.5) * PARALLAX + 0.5 + normal.xy * 0.006);
  let old = textureSampleLevel(haze, linearClamp, away, 0.0);
  let shadow = mix(1.0, 0.35 + 0.65 * lit.r, params.relief);
  var colour = background(place) * shadow;
  let veil = 0.8 * (1.0 - exp(-0.8 * old.a));
  let oldKind = kindOf(old);
  let oldAccent = smoothstep(0.3, 0.7, oldKind.y);
  colour = mix(colour, colourAt(0.1 + 0.3 * oldKind.x, oldAccent) * (0.2 + 0.5 * shadow), veil);

  // Near layer. Light moves it along the palette: shadows lie in its depth, lights at its end.
  let kind = kindOf(here);
  // A narrow border between the two colours: halfway between them lies mud.
  let accent = smoothstep(0.3, 0.6, kind.y);
  let cover = 1.0 - exp(-OPACITY * here.a);
  let facing = dot(normal, towards);
  let wrapped = clamp((facing + 0.15) / 1.15, 0.0, 1.0);
  // At the drop the lamp goes behind the ink.
  let key = mix(0.55, 1.25 * wrapped * wrapped * lit.r, params.relief) * (1.0 - 0.4 * score.accent);
  let thin = exp(-1.5 * here.a);
  let through = thin * lit.g * clamp(0.6 - 0.6 * facing, 0.0, 1.0);
  let along = clamp(0.5 * kind.x + 0.72 * key + 0.35 * through - 0.04, 0.0, 1.0);
  var body = colourAt(along, accent) * (0.5 + 1.5 * key + 0.6 * through);
  // Rim from the lamp behind, in the colour that the ink has not.
  let edge = 1.0 - normal.z;
  let behind = clamp(-dot(normal.xy, towards.xy), 0.0, 1.0);
  let rim = edge * behind * behind * lit.g * (0.3 + 0.4 * score.energy + 2.5 * score.accent);
  body += colourAt(mix(0.6, 0.85, score.accent), 1.0 - accent) * rim;
  // Gloss, with a film that leans to the other colour by its thickness.
  let halfway = normalize(towards + vec3f(0.0, 0.0, 1.0));
  let gloss = pow(clamp(dot(normal, halfway), 0.0, 1.0), 40.0) * smoothstep(0.02, 0.3, edge);
  let film = 0.5 + 0.5 * cos(7.0 * here.a + 2.0 * normal.x);
  body += colourAt(0.92, 0.5 * film) * gloss * lit.r * params.relief * 0.6;
  colour = mix(colour, body, cover);

  // Fresh ink glows by itself, and hot ink more.
  let heat = textureSampleLevel(centre, linearClamp, uv, 0.0).z;
  let glow = kind.z * kind.z * cover * (1.0 + 0.5 * min(heat, 2.0) + 0.6 * score.pulse);
  colour += colourAt(0.55 + 0.35 * kind.x, accent) * glow;
  return vec4f(clamp(colour, vec3f(0.0), vec3f(8.0)), 1.0);
}

// The land upside down, as the water mirrors it.
// Vertices: columns x 2 a strip, a strip an instance, rows - 1 of them.
// @import frame
// @import params
// @import ground

@vertex
fn vertexMain(@builtin(vertex_index) vertex: u32, @builtin(instance_index) strip: u32) -> Place {
  return placeAt(vertex, strip, world.mirrorProjection);
}

@fragment
fn fragmentMain(place: Place) -> @location(0) vec4f {
  if (place.at.y < world.water) {
    discard;
  }
  let ground = groundAt(place.grid);
  let away = place.at - world.eye;
  let far = length(away);
  let drawn = select(0.3, 1.0, params.style < 0.5);
  let lit = litBy(albedoAt(place.at.y, ground, params.aurora), ground.normal, ground) * drawn;
  let colour = lit + heatOf(ground);
  let haze = hazeTowards(away / max(far, 1e-3), world);
  return vec4f(min(mix(colour, haze, veilAt(place, far, params.weather)), vec3f(4.0)), 1.0);
}

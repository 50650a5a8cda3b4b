// The land upside down, as the water mirrors it.
// Vertices: two for every second column a strip, a strip an instance for every second row.
// @import frame
// @import params
// @import ground

const STRIDE = 2u;

@vertex
fn vertexMain(@builtin(vertex_index) vertex: u32, @builtin(instance_index) strip: u32) -> Place {
  return placeAt(vertex, strip, STRIDE, world.mirrorProjection);
}

@fragment
fn fragmentMain(place: Place) -> @location(0) vec4f {
  if (place.at.y < world.water) {
    discard;
  }
  let ground = groundAt(place.grid);
  let drawn = select(0.3, 1.0, params.style < 0.5);
  let albedo = albedoAt(place.at.y, ground, params.aurora);
  let colour = litBy(albedo, ground.normal, ground, place) * drawn + heatOf(ground);
  return vec4f(min(mix(colour, place.air.rgb, place.air.a), vec3f(4.0)), 1.0);
}

// Transitions between two decks, numbered as in engine/mixer/transitions.ts. Each is a map from
// the global crossfade x to a place: at x = 0 it is exactly A, at x = 1 exactly B.

// Where a pixel takes each deck from, how far it has gone from A to B, and how bright it is.
struct Place {
  uvA: vec2f,
  uvB: vec2f,
  crossfade: f32,
  gain: f32,
}

fn transitionAt(kind: i32, uv: vec2f, x: f32, first: texture_2d<f32>) -> Place {
  return Place(uv, uv, x, 1.0);
}

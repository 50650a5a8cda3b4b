// Fields by which a net's picture is shared out over places; kinds as in NET_FIELDS
// (engine/inference/picture-net.ts).

const FIELD_STILL = 2;
const FIELD_DARK = 4;
const FIELD_GROUND = 6;
const FIELD_RIGHT = 7;
const FIELD_BELOW = 8;
const FIELD_MIDDLE = 9;

// Share 0..1 of a field at a place: where its value is over a level, with a soft edge. `moving`,
// `light` and `apart` are what motion, brightness and distance from the background are there.
fn fieldAt(kind: i32, uv: vec2f, moving: f32, light: f32, apart: f32, level: f32, soft: f32) -> f32 {
  if (kind == 0) {
    return 0.0;
  }
  var value = moving;
  if (kind > FIELD_STILL) { value = light; }
  if (kind > FIELD_DARK) { value = apart; }
  if (kind == FIELD_RIGHT) { value = uv.x; }
  if (kind == FIELD_BELOW) { value = uv.y; }
  if (kind == FIELD_MIDDLE) { value = 1.0 - 1.4142 * length(uv - 0.5); }
  let over = smoothstep(level - soft, level + soft, value);
  let turned = kind == FIELD_STILL || kind == FIELD_DARK || kind == FIELD_GROUND;
  return select(over, 1.0 - over, turned);
}

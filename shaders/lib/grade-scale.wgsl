// The scale of the grade's table: twelve stops of light, evenly spaced.

const GRADE_TABLE_SIDE = 32.0;
const GRADE_STOPS = 12.0;
// Light at the scale's toe, below which it is nearly linear.
const GRADE_TOE = 0.00390625;

// Linear light 0..16 to 0..1.
fn toGradeScale(light: vec3f) -> vec3f {
  let stops = log2(max(light, vec3f(0.0)) / GRADE_TOE + 1.0);
  return clamp(stops / GRADE_STOPS, vec3f(0.0), vec3f(1.0));
}

fn fromGradeScale(place: vec3f) -> vec3f {
  return (exp2(place * GRADE_STOPS) - 1.0) * GRADE_TOE;
}

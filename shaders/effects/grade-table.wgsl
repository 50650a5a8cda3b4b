// The look as a table of 32 x 32 x 32 colours, both sides on the grade's scale.
// One thread an entry, 4 x 4 x 4 a workgroup; dispatched 8 x 8 x 8 when the look changes.

// @import frame
// @import params
// @import grade-scale
// @import grade-looks

@group(1) @binding(0) var table: texture_storage_3d<rgba16float, write>; // [blue, green, red]

@compute @workgroup_size(4, 4, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let light = fromGradeScale(vec3f(id) / (GRADE_TABLE_SIDE - 1.0));
  let graded = gradeLook(i32(params.look + 0.5), light);
  textureStore(table, id, vec4f(toGradeScale(graded), 1.0));
}

// Puts initial states where the steps of a recurrent layer look for them. One invocation a hidden
// unit of a sequence. Dispatch: flat over COUNT = DIRECTIONS * BATCH * HIDDEN, 64 a workgroup.
// Bindings: memory, the hidden states [2][COUNT] in turns (step 0 reads the second), then where CELLS
// is 1 the cells [COUNT].
// The kernel module gives initialHidden(i) and initialCell(i).
// @import kernel

@group(1) @binding(0) var<storage, read_write> memory: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  memory[COUNT + i] = initialHidden(i);
  if (CELLS == 1u) { memory[2u * COUNT + i] = initialCell(i); }
}

// Joins means and sums of squared deviations of parts to those of whole rows. One invocation a row.
// Dispatch: flat over ROWS, 64 a workgroup. Bindings: parts [ROWS][PARTS][mean, squares].
// The kernel module gives Wide and fn finish(row, mean, variance) with its bindings.
// @source T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae and a pairwise algorithm for
// computing sample variances", 1979
// @import kernel

@group(1) @binding(0) var<storage, read> parts: array<Wide>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = flatIndex(group, local);
  if (row >= ROWS) { return; }
  let base = row * PARTS * 2u;
  var mean = parts[base];
  var squares = parts[base + 1u];
  var count = f32(PART);
  for (var part = 1u; part < PARTS; part++) {
    let more = f32(min(PART, COUNT - part * PART));
    let apart = parts[base + part * 2u] - mean;
    let total = count + more;
    mean += apart * (more / total);
    squares += parts[base + part * 2u + 1u] + apart * apart * (count * more / total);
    count = total;
  }
  finish(row, mean, squares / count);
}

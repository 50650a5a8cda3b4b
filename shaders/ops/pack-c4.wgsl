// [n, c, h, w] to [n, ceil(c / 4), h, w, 4], missing channels zero. One invocation a pack of four.
// Dispatch: flat over TOTAL packs, 64 a workgroup.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read_write> result: array<Element4>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= TOTAL) { return; }
  let place = i % PLANE;
  let pack = (i / PLANE) % PACKS;
  let batch = i / (PLANE * PACKS);
  var value = Element4(0);
  for (var k = 0u; k < 4u; k++) {
    let channel = pack * 4u + k;
    if (channel < CHANNELS) { value[k] = source[(batch * CHANNELS + channel) * PLANE + place]; }
  }
  result[i] = value;
}

import { FLAT_GROUP, flatWorkgroups } from './kernel.ts';
import type { KernelCall } from './op.ts';

/** Side of the square workgroups that make pictures. */
const SIDE = 8;
const MOST_GROUPS = 65_535;

/**
 * Dispatch of a kernel that makes pictures, one invocation a place of a plane, 8 × 8 a workgroup.
 * `functions` is WGSL `fn cellOf(group: vec3u, local: vec3u) -> Cell`; the grid is three-dimensional
 * where it fits the limits and the planes are no mere lines, else flat.
 */
export function gridDispatch(
  width: number,
  height: number,
  planes: number,
): { readonly functions: string; readonly workgroups: KernelCall['workgroups'] } {
  const groups = [Math.ceil(width / SIDE), Math.ceil(height / SIDE), planes] as const;
  const square = Math.min(width, height) * 2 > SIDE;
  const direct = square && Math.max(...groups) <= MOST_GROUPS;
  const place = direct
    ? `let x = group.x * ${SIDE}u + local.x;
  let y = group.y * ${SIDE}u + local.y;
  let plane = group.z;`
    : `let i = (group.y * GROUPS_X + group.x) * ${FLAT_GROUP}u + local.y * ${SIDE}u + local.x;
  let x = i % ${width}u;
  let y = (i / ${width}u) % ${height}u;
  let plane = i / ${width * height}u;`;
  return {
    functions: `struct Cell { x: u32, y: u32, plane: u32, inside: bool }
fn cellOf(group: vec3u, local: vec3u) -> Cell {
  ${place}
  return Cell(x, y, plane, x < ${width}u && y < ${height}u && plane < ${planes}u);
}`,
    workgroups: direct ? groups : flatWorkgroups(width * height * planes),
  };
}

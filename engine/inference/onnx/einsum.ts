import type { Value } from '../graph.ts';
import matmul from '../ops/matmul.ts';
import { elementCount } from '../tensor.ts';
import { reduced, reshaped, transposed } from './compose.ts';
import type { OnnxNode } from './onnx-node.ts';

/** An operand with a letter for each of its axes. */
interface Lettered {
  readonly value: Value;
  readonly letters: readonly string[];
}

/**
 * Einstein's sum of one or two operands, as a matrix product between transpositions.
 * @throws UnsupportedNode for ellipses, diagonals and more operands
 * @source ONNX operator Einsum-12
 */
export function einsum(node: OnnxNode): Value {
  const equation = node.text('equation', '').replaceAll(' ', '');
  const [left = '', explicit] = equation.split('->');
  const terms = left.split(',');
  if (!/^[a-zA-Z,]*(->[a-zA-Z]*)?$/.test(equation)) node.unsupported(`sums by "${equation}"`);
  if (terms.length !== node.inputCount) node.refuse('have a term for each operand', equation);
  const output = [...(explicit ?? impliedOutput(left))];
  const [a, b, ...more] = terms.map((term, i) => lettered(node, i, term));
  if (!a || more.length > 0) return node.unsupported('has more than two operands');
  const result = b ? product(node, a, b, output) : summed(node, a, output);
  return ordered(node, result, output);
}

/** Letters that appear once, in alphabetical order. */
function impliedOutput(left: string): string {
  const letters = [...left.replaceAll(',', '')];
  return [...new Set(letters)]
    .filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter))
    .sort()
    .join('');
}

function lettered(node: OnnxNode, index: number, term: string): Lettered {
  const value = node.input(index);
  const letters = [...term];
  if (letters.length !== value.shape.length) node.refuse(`have axes ${term}`, value.shape);
  if (new Set(letters).size < letters.length) node.unsupported(`takes a diagonal by "${term}"`);
  return { value, letters };
}

/** The operand without the axes that neither the result nor the other operand has. */
function summed(node: OnnxNode, { value, letters }: Lettered, kept: readonly string[]): Lettered {
  const axes = letters.flatMap((letter, axis) => (kept.includes(letter) ? [] : [axis]));
  if (axes.length === 0) return { value, letters };
  const rest = letters.filter((letter) => kept.includes(letter));
  const shape = value.shape.filter((_, axis) => !axes.includes(axis));
  return { value: reshaped(node, reduced(node, 'sum', value, axes), shape), letters: rest };
}

function ordered(node: OnnxNode, { value, letters }: Lettered, order: readonly string[]): Value {
  const permutation = order.map((letter) => letters.indexOf(letter));
  if (permutation.includes(-1)) node.refuse('give axes that its operands have', order.join(''));
  return transposed(node, value, permutation);
}

function product(
  node: OnnxNode,
  first: Lettered,
  second: Lettered,
  output: readonly string[],
): Lettered {
  const a = summed(node, first, [...output, ...second.letters]);
  const b = summed(node, second, [...output, ...first.letters]);
  const shared = a.letters.filter((letter) => b.letters.includes(letter));
  const batch = shared.filter((letter) => output.includes(letter));
  const inner = shared.filter((letter) => !output.includes(letter));
  const rows = a.letters.filter((letter) => !shared.includes(letter));
  const columns = b.letters.filter((letter) => !shared.includes(letter));
  const extent = (letter: string): number => {
    const inA = a.value.shape[a.letters.indexOf(letter)];
    const inB = b.value.shape[b.letters.indexOf(letter)];
    if (inA !== undefined && inB !== undefined && inA !== inB) {
      node.refuse(`have one extent for "${letter}"`, [inA, inB]);
    }
    return inA ?? inB ?? 1;
  };
  const sizes = (letters: readonly string[]) => letters.map(extent);
  const count = (letters: readonly string[]) => elementCount(sizes(letters));
  const left = reshaped(node, ordered(node, a, [...batch, ...rows, ...inner]), [
    count(batch),
    count(rows),
    count(inner),
  ]);
  const right = reshaped(node, ordered(node, b, [...batch, ...inner, ...columns]), [
    count(batch),
    count(inner),
    count(columns),
  ]);
  const letters = [...batch, ...rows, ...columns];
  return { value: reshaped(node, node.apply(matmul, [left, right], {}), sizes(letters)), letters };
}

import type { Converter, ConverterTable } from './onnx-node.ts';

const found = import.meta.glob<ConverterTable>('./converters/*.ts', {
  import: 'converters',
  eager: true,
});

/** Every converter of `engine/inference/onnx/converters`, by operator of ONNX's own domain. */
export const converters: ReadonlyMap<string, Converter> = new Map(
  Object.values(found)
    .flatMap((table) => Object.entries(table))
    .sort(([a], [b]) => a.localeCompare(b)),
);

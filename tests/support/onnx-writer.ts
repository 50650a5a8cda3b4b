/** The writer of ONNX files, which the benches need too. */

export * from '../../app/cli/measure/onnx-writer.ts';

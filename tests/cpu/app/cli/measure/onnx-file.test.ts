import { expect, it } from 'vitest';
import { convNets, styleNets } from '../../../../../app/cli/measure/nets.ts';
import { onnxFile, outputName } from '../../../../../app/cli/measure/onnx-file.ts';
import { importOnnx } from '../../../../../engine/inference/onnx/import.ts';

const nets = [...convNets(), ...styleNets()];

it.each(nets.map((net) => [net.title, net] as const))(
  'the file of %s is a sound model',
  (_, net) => {
    const graph = importOnnx(onnxFile(net), { file: net.title });
    const { channels, height, width } = net.output;
    expect(graph.outputs.map(({ name, shape }) => ({ name, shape }))).toEqual([
      { name: outputName(net), shape: [1, channels, height, width] },
    ]);
  },
);

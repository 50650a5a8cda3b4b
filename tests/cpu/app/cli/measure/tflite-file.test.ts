import { describe, expect, it } from 'vitest';
import { type Net, NetBuilder } from '../../../../../app/cli/measure/net.ts';
import { elementsOf } from '../../../../../app/cli/measure/net-request.ts';
import { convNets, matrixNet, styleNets } from '../../../../../app/cli/measure/nets.ts';
import { onnxFile, outputName } from '../../../../../app/cli/measure/onnx-file.ts';
import { tfliteFile } from '../../../../../app/cli/measure/tflite-file.ts';
import { matricesTurned } from '../../../../../app/cli/measure/turn-matrices.ts';
import { createRandom } from '../../../../../engine/core/random.ts';
import { runReference } from '../../../../../engine/inference/graph.ts';
import { importOnnx } from '../../../../../engine/inference/onnx/import.ts';
import { readTflite, runTflite } from './tflite-reader.ts';

/** Every kind of convolution, with extents that leave remainders. */
function mixedNet(): Net {
  const net = new NetBuilder('mixed', { channels: 3, height: 9, width: 12 });
  let x = net.relu(net.conv(net.input, 8, { stride: 2 }));
  x = net.relu(net.conv(x, 8, { depthwise: true, kernel: 5 }));
  x = net.conv(x, 8, { depthwise: true, stride: 2 });
  return net.build(net.conv(x, 5, { kernel: 1 }));
}

function resultOf(net: Net, input: Float32Array<ArrayBuffer>): ArrayLike<number> {
  const { channels, height, width } = net.input;
  const graph = importOnnx(onnxFile(net), { file: net.title });
  const picture = { dtype: 'f32', shape: [1, channels, height, width], data: input } as const;
  return runReference(graph, { input: picture })[outputName(net)]?.data ?? [];
}

describe('the TensorFlow Lite file', () => {
  it('computes what the net computes', () => {
    const net = mixedNet();
    const random = createRandom(3);
    const input = Float32Array.from({ length: elementsOf(net.input) }, () => random.range(-1, 1));
    const rows = net.input.channels;
    const pixels = matricesTurned(input, { count: 1, rows, columns: input.length / rows });
    const result = runTflite(readTflite(tfliteFile(net)), pixels);
    const columns = net.output.channels;
    const planes = matricesTurned(result, { count: 1, rows: result.length / columns, columns });
    const expected = resultOf(net, input);
    expect(planes.length).toBe(expected.length);
    planes.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5);
    });
  });

  it.each([...convNets(), matrixNet()].map((net) => [net.title, net] as const))(
    'of %s is sound',
    (_, net) => {
      const file = tfliteFile(net);
      expect(new TextDecoder().decode(file.subarray(4, 8))).toBe('TFL3');
      const { version, tensors, operators, input, output } = readTflite(file);
      const shapeOf = ({ height, width, channels }: Net['input']) => [1, height, width, channels];
      expect(version).toBe(3);
      expect(tensors[input]?.shape).toEqual(shapeOf(net.input));
      expect(tensors[output]?.shape).toEqual(shapeOf(net.output));
      const convolutions = net.nodes.filter(({ step }) => step.kind === 'conv');
      expect(operators.map(({ code, optionsKind }) => [code, optionsKind])).toEqual(
        convolutions.map(({ step }) => ('groups' in step && step.groups > 1 ? [4, 2] : [3, 1])),
      );
      for (const { type, data, start, shape } of tensors) {
        expect(type).toBe(0);
        if (!data) continue;
        expect(start % 16).toBe(0);
        expect(data.length).toBe(shape.reduce((product, extent) => product * extent, 1));
      }
    },
  );

  it.each(styleNets().map((net) => [net.title, net] as const))('refuses %s by name', (_, net) => {
    expect(() => tfliteFile(net)).toThrow(`TensorFlow Lite file of ${net.title}`);
  });

  it('refuses a sum, and a ReLU after none of its convolutions', () => {
    const sum = new NetBuilder('sum', { channels: 2, height: 4, width: 4 });
    expect(() => tfliteFile(sum.build(sum.add(sum.input, sum.input)))).toThrow('sum must be of');
    const twice = new NetBuilder('twice', { channels: 2, height: 4, width: 4 });
    const shared = twice.conv(twice.input, 2);
    const net = twice.build(twice.add(twice.relu(shared), shared));
    expect(() => tfliteFile(net)).toThrow('got relu');
  });
});

import type { NetRequest } from '../net-request.ts';
import { outputName } from '../onnx-file.ts';
import type { Racer } from '../race.ts';
import { openOnGpu } from './onnxruntime-racers.ts';

const shapeOf = ({ channels, height, width }: NetRequest['net']['input']) => [
  1,
  channels,
  height,
  width,
];

/** A net on onnxruntime-web, on our device. */
export function openOnnxruntimeWebgpu({ device, net, file, input }: NetRequest): Promise<Racer> {
  const task = {
    file,
    inputs: { input: { type: 'float32', shape: shapeOf(net.input), data: input } },
    output: { name: outputName(net), shape: shapeOf(net.output) },
  } as const;
  return openOnGpu(task, device);
}

import type * as Tf from '@tensorflow/tfjs-core';
import { BLOCK, EPSILON, type Net, type NetNode, padsOf } from '../net.ts';
import type { NetRequest } from '../net-request.ts';
import type { Racer } from '../race.ts';

/** Its backend on the device that all share; the one of its own would open another. */
const BACKEND = 'webgpu-of-ours';

type Core = typeof Tf;
type Picture = Tf.Tensor4D;
type Weights = ReadonlyMap<NetNode, readonly Tf.Tensor[]>;

/** Starts TensorFlow.js on a device that others share. */
export async function startTfjs(device: GPUDevice): Promise<Core> {
  const tf = await import('@tensorflow/tfjs-core');
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  if (!tf.findBackendFactory(BACKEND)) {
    // Its own types of WebGPU are older than ours.
    tf.registerBackend(BACKEND, () => new WebGPUBackend(device as never, {} as never));
    for (const kernel of tf.getKernelsForBackend('webgpu')) {
      tf.registerKernel({ ...kernel, backendName: BACKEND });
    }
  }
  await tf.setBackend(BACKEND);
  return tf;
}

/** Waits until all that TensorFlow.js has begun is done. */
export async function finishTfjs(tf: Core, device: GPUDevice): Promise<void> {
  submitRest(tf.backend() as unknown as OpenQueue);
  await device.queue.onSubmittedWorkDone();
}

/**
 * TensorFlow.js on WebGPU; pictures lie `[1, height, width, channels]` and stay on the GPU. Bias and
 * activation are fused into convolutions where its API does that.
 */
export async function openTfjs({ net, input, device }: NetRequest): Promise<Racer> {
  const tf = await startTfjs(device);
  const { channels, height, width } = net.input;
  const picture = tf.tidy(() =>
    tf.transpose(tf.tensor4d(input, [1, channels, height, width]), [0, 2, 3, 1]),
  );
  const weights: Weights = new Map(net.nodes.map((node) => [node, weightsOf(tf, node)]));
  let result: Tf.Tensor | null = null;
  return {
    name: 'tfjs webgpu',
    pass() {
      result?.dispose();
      result = tf.tidy(() => runNet(tf, net, picture, weights));
    },
    finish: () => finishTfjs(tf, device),
    read: () => readPlanar(tf, result),
    close() {
      result?.dispose();
      picture.dispose();
      for (const each of weights.values()) tf.dispose([...each]);
    },
  };
}

/**
 * A result as channels one after the other.
 * @param result [n, height, width, channels]
 * @throws Error before there is one
 */
export async function readPlanar(tf: typeof Tf, result: Tf.Tensor | null): Promise<Float32Array> {
  if (!result) throw new Error('tfjs has not run yet.');
  const planar = tf.transpose(result, [0, 3, 1, 2]);
  const data = await planar.data<'float32'>();
  planar.dispose();
  return data;
}

/** What the backend has of commands that it has not yet submitted; it offers no public way. */
interface OpenQueue {
  readonly commandEncoder: GPUCommandEncoder | null;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

function submitRest(queue: OpenQueue): void {
  if (!queue.commandEncoder) return;
  queue.endComputePassEncoder();
  queue.submitQueue();
}

function weightsOf(tf: Core, { step, inputs: [x], output }: NetNode): Tf.Tensor[] {
  if (step.kind === 'instance-norm') {
    return [step.gamma, step.beta].map((row) => tf.tensor4d(row, [1, 1, 1, output.channels]));
  }
  if (step.kind !== 'conv' || !x) return [];
  const { kernel, groups } = step;
  const shape: [number, number, number, number] = [
    output.channels,
    x.channels / groups,
    kernel,
    kernel,
  ];
  // [o, i, h, w] to [h, w, i, o]; depthwise [c, 1, h, w] to [h, w, c, 1].
  const order = groups === 1 ? [2, 3, 1, 0] : [2, 3, 0, 1];
  const weights = tf.tidy(() => tf.transpose(tf.tensor4d(step.weights, shape), order));
  return [weights, tf.tensor1d(step.bias)];
}

function runNet(tf: Core, net: Net, picture: Picture, weights: Weights): Picture {
  const values = new Map<number, Picture>([[net.input.id, picture]]);
  const { nodes } = net;
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as NetNode;
    const next = nodes[i + 1];
    const fused = node.step.kind === 'conv' && next?.step.kind === 'relu';
    const inputs = node.inputs.map(({ id }) => values.get(id) as Picture);
    const result = runNode(tf, node, inputs, { parameters: weights.get(node) ?? [], relu: fused });
    values.set(node.output.id, result);
    if (!fused || !next) continue;
    values.set(next.output.id, result);
    i += 1;
  }
  return values.get(net.output.id) as Picture;
}

function runNode(
  tf: Core,
  node: NetNode,
  [x, y]: readonly Picture[],
  { parameters, relu }: { parameters: readonly Tf.Tensor[]; relu: boolean },
): Picture {
  const { step } = node;
  if (!x) throw new Error(`${step.kind} has no input.`);
  switch (step.kind) {
    case 'relu':
      return tf.relu(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'add':
      return tf.add(x, y as Picture);
    case 'upsample':
      return tf.image.resizeNearestNeighbor(x, [x.shape[1] * BLOCK, x.shape[2] * BLOCK]);
    case 'shuffle':
      return tf.depthToSpace(x, BLOCK, 'NHWC');
    case 'unshuffle':
      return unshuffle(tf, x);
    case 'instance-norm': {
      const { mean, variance } = tf.moments(x, [1, 2], true);
      const scale = tf.mul(tf.rsqrt(tf.add(variance, EPSILON)), parameters[0] as Tf.Tensor);
      return tf.add(tf.mul(tf.sub(x, mean), scale), parameters[1] as Tf.Tensor);
    }
    case 'conv':
      return convolve(tf, x, { step, parameters, relu });
  }
}

function unshuffle(tf: Core, x: Picture): Picture {
  const [, height, width, channels] = x.shape;
  const [h, w] = [height / BLOCK, width / BLOCK];
  const blocks = tf.reshape(x, [h, BLOCK, w, BLOCK, channels]);
  return tf.reshape(tf.transpose(blocks, [0, 2, 1, 3, 4]), [1, h, w, channels * BLOCK * BLOCK]);
}

/** What its convolutions call the padding; pixels where there is no name. */
const TF_PADS = { zero: 'same', reflect: 'valid', centred: null } as const;

function convolve(
  tf: Core,
  x: Picture,
  {
    step,
    parameters: [weights, bias],
    relu,
  }: {
    step: Extract<NetNode['step'], { kind: 'conv' }>;
    parameters: readonly Tf.Tensor[];
    relu: boolean;
  },
): Picture {
  const mirrored = step.padding === 'reflect';
  const [, height, width] = x.shape;
  const around = [[0, 0], padsOf(height, step), padsOf(width, step), [0, 0]];
  const options = {
    x: mirrored ? tf.mirrorPad(x, around as [number, number][], 'reflect') : x,
    filter: weights as Picture,
    strides: step.stride,
    pad: TF_PADS[step.padding] ?? step.kernel >> 1,
    ...(step.padding === 'centred' && { dimRoundingMode: 'floor' as const }),
    bias: bias as Tf.Tensor1D,
    activation: relu ? ('relu' as const) : ('linear' as const),
  };
  return step.groups === 1 ? tf.fused.conv2d(options) : tf.fused.depthwiseConv2d(options);
}

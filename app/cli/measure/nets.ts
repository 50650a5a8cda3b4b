import { type Net, NetBuilder, type NetValue } from './net.ts';
import type { PublishedGraph } from './published-net.ts';
import { transformerNet } from './transformer.ts';

/** A stack of one kind of convolution, each with ReLU. */
function stack(
  title: string,
  { channels, side, depth = 4 }: { channels: number; side: number; depth?: number },
  layer: (builder: NetBuilder, x: NetValue) => NetValue,
): Net {
  const builder = new NetBuilder(title, { channels, height: side, width: side });
  let x = builder.input;
  for (let i = 0; i < depth; i++) x = builder.relu(layer(builder, x));
  return builder.build(x);
}

/** Nets of plain convolutions, of the sizes that style nets have. */
export function convNets(): Net[] {
  return [
    stack('3x3 64 channels 128²', { channels: 64, side: 128 }, (net, x) => net.conv(x, 64)),
    stack('3x3 32 channels 256²', { channels: 32, side: 256 }, (net, x) => net.conv(x, 32)),
    stack('1x1 128 channels 128²', { channels: 128, side: 128 }, (net, x) =>
      net.conv(x, 128, { kernel: 1 }),
    ),
    strided(),
    stack('separable 128 channels 64²', { channels: 128, side: 64 }, (net, x) =>
      net.conv(net.relu(net.conv(x, 128, { depthwise: true })), 128, { kernel: 1 }),
    ),
  ];
}

function strided(): Net {
  const net = new NetBuilder('3x3 stride 2, 3-32-64-128, 256²', {
    channels: 3,
    height: 256,
    width: 256,
  });
  let x = net.input;
  for (const channels of [32, 64, 128]) x = net.relu(net.conv(x, channels, { stride: 2 }));
  return net.build(x);
}

const picture = (side: number) => ({ channels: 3, height: side, width: side });

/**
 * The net of "Perceptual Losses for Real-Time Style Transfer", with instance norm, and nearest
 * upsampling in place of transposed convolutions.
 * @source J. Johnson et al., 2016; A. Odena et al., "Deconvolution and Checkerboard Artifacts", 2016
 */
function johnson(side: number): Net {
  const net = new NetBuilder(`Johnson 32-64-128 ${side}²`, picture(side));
  const padding = 'reflect';
  const layer = (x: NetValue, channels: number, shape: { kernel?: number; stride?: number } = {}) =>
    net.relu(net.instanceNorm(net.conv(x, channels, { padding, ...shape })));
  let x = layer(net.input, 32, { kernel: 9 });
  x = layer(x, 64, { stride: 2 });
  x = layer(x, 128, { stride: 2 });
  for (let i = 0; i < 5; i++) {
    const inner = net.conv(layer(x, 128), 128, { padding });
    x = net.add(net.instanceNorm(inner), x);
  }
  x = layer(net.upsample(x), 64);
  x = layer(net.upsample(x), 32);
  return net.build(net.sigmoid(net.conv(x, 3, { kernel: 9, padding })));
}

/** A net of its own, smaller: pixels shuffled in and out, residual blocks at a quarter of the size. */
function compact(side: number): Net {
  const net = new NetBuilder(`compact 12-32-64 ${side}²`, picture(side));
  let x = net.relu(net.conv(net.unshuffle(net.input), 32));
  x = net.relu(net.conv(x, 64, { stride: 2 }));
  for (let i = 0; i < 5; i++) {
    const inner = net.relu(net.instanceNorm(net.conv(x, 64)));
    x = net.add(net.instanceNorm(net.conv(inner, 64)), x);
  }
  x = net.relu(net.instanceNorm(net.conv(net.upsample(x), 32)));
  return net.build(net.shuffle(net.sigmoid(net.conv(x, 12))));
}

/** Nets that repaint a picture. @param transformer the published one, where it is here */
export function styleNets(transformer: PublishedGraph | null = null): Net[] {
  return [johnson(256), compact(256), ...(transformer ? [transformerNet(transformer, 256)] : [])];
}

/** A plain matrix product, 256 by 256 times 256 by 4096: what a device reaches at best. */
export function matrixNet(): Net {
  const net = new NetBuilder('matrix product', { channels: 256, height: 64, width: 64 });
  return net.build(net.conv(net.input, 256, { kernel: 1 }));
}

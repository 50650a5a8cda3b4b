import type { BoundStep } from './gpu-scope.ts';
import type { GpuTimer } from './gpu-timer.ts';

/** The colour that a draw starts from, or that it keeps what is there. */
export type Load = 'keep' | 'clear';

/** Extra facts of a draw; the default is one full-screen triangle over a cleared target. */
export interface DrawCall {
  readonly vertices?: number;
  readonly instances?: number;
  readonly load?: Load;
  readonly depth?: GPUTextureView;
}

/** A pass that keeps its shape from draw to draw: undefined is as good as missing. */
interface RenderPass {
  readonly colorAttachments: readonly GPURenderPassColorAttachment[];
  depthStencilAttachment: GPURenderPassDepthStencilAttachment | undefined;
  timestampWrites: GPURenderPassTimestampWrites | undefined;
}

const CLEAR: GPUColorDict = { r: 0, g: 0, b: 0, a: 1 };
const FULL_SCREEN: DrawCall = {};

/**
 * The one command encoder of a frame. Dispatches that follow each other share a pass (WebGPU
 * orders them); every draw has a pass of its own. Nothing is submitted before {@link finish}.
 */
export class FrameEncoder {
  readonly #device: GPUDevice;
  readonly #timer: GpuTimer | null;
  #encoder: GPUCommandEncoder | null = null;
  #pass: GPUComputePassEncoder | null = null;
  // What the open compute pass has set: steps of one unit share most of it.
  #pipeline: GPUComputePipeline | null = null;
  #unitGroup: GPUBindGroup | null = null;
  #group: GPUBindGroup | null = null;
  #section = 'frame';
  #tag = -1;
  #passSection = '';
  #passTag = -1;
  #framesInFlight = 0;
  readonly #landed = () => {
    this.#framesInFlight -= 1;
  };
  readonly #colour: GPURenderPassColorAttachment;
  readonly #depth: GPURenderPassDepthStencilAttachment;
  readonly #renderPass: RenderPass;
  readonly #copyFrom: GPUTexelCopyTextureInfo;
  readonly #copyTo: GPUTexelCopyTextureInfo;
  readonly #copyOrigin: [x: number, y: number, layer: number] = [0, 0, 0];
  readonly #copySize: [width: number, height: number] = [0, 0];

  constructor(device: GPUDevice, timer: GpuTimer | null = null) {
    this.#device = device;
    this.#timer = timer;
    // One descriptor, rewritten for every draw: the frame path allocates nothing that it can keep.
    const view = null as unknown as GPUTextureView;
    this.#colour = { view, loadOp: 'clear', storeOp: 'store' };
    this.#depth = { view, depthClearValue: 1, depthLoadOp: 'clear', depthStoreOp: 'store' };
    this.#renderPass = {
      colorAttachments: [this.#colour],
      depthStencilAttachment: undefined,
      timestampWrites: undefined,
    };
    const texture = null as unknown as GPUTexture;
    this.#copyFrom = { texture };
    this.#copyTo = { texture, origin: this.#copyOrigin };
  }

  /** Frames that were submitted and that the device has not finished. */
  get framesInFlight(): number {
    return this.#framesInFlight;
  }

  /** Opens the frame. */
  begin(): void {
    this.#encoder = this.#device.createCommandEncoder({ label: 'frame' });
    this.#section = 'frame';
  }

  /** Names what follows, for the timer. @param tag number by which the timer reports it */
  section(label: string, tag = -1): void {
    this.#section = label;
    this.#tag = tag;
  }

  /** The raw encoder, for copies; any open compute pass is ended. */
  get encoder(): GPUCommandEncoder {
    this.#endCompute();
    if (!this.#encoder) throw new Error('FrameEncoder.begin() comes first.');
    return this.#encoder;
  }

  /** Runs a compute step over x × y × z workgroups. */
  dispatch(step: BoundStep, x: number, y = 1, z = 1): void {
    const pass = this.#compute();
    const { unitGroup, group } = step;
    const pipeline = step.pipeline.compute;
    if (!pipeline) throw new Error(`${step.label} is a draw step; use draw().`);
    if (pipeline !== this.#pipeline) pass.setPipeline(pipeline);
    if (unitGroup !== this.#unitGroup) pass.setBindGroup(0, unitGroup);
    if (group && group !== this.#group) {
      pass.setBindGroup(1, group);
      this.#group = group;
    }
    this.#pipeline = pipeline;
    this.#unitGroup = unitGroup;
    pass.dispatchWorkgroups(Math.ceil(x), Math.ceil(y), Math.ceil(z));
  }

  /** Draws into a view. */
  draw(step: BoundStep, view: GPUTextureView, call: DrawCall = FULL_SCREEN): void {
    const pipeline = step.pipeline.draw;
    if (!pipeline) throw new Error(`${step.label} is a compute step; use dispatch().`);
    const pass = this.#render(view, call);
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, step.unitGroup);
    if (step.group) pass.setBindGroup(1, step.group);
    pass.draw(call.vertices ?? 3, call.instances ?? 1);
    pass.end();
  }

  /** Copies one texture into another, or a layer of another, of the same size and format. */
  copy(from: GPUTexture, to: GPUTexture, layer = 0): void {
    this.#copyFrom.texture = from;
    this.#copyTo.texture = to;
    this.#copyOrigin[2] = layer;
    this.#copySize[0] = to.width;
    this.#copySize[1] = to.height;
    this.encoder.copyTextureToTexture(this.#copyFrom, this.#copyTo, this.#copySize);
  }

  /** Closes the frame and submits it. */
  finish(): void {
    const { encoder } = this;
    this.#timer?.resolve(encoder);
    const { queue } = this.#device;
    queue.submit([encoder.finish()]);
    this.#framesInFlight += 1;
    queue.onSubmittedWorkDone().then(this.#landed, this.#landed);
    this.#encoder = null;
    this.#timer?.collect();
  }

  #compute(): GPUComputePassEncoder {
    if (this.#pass && !this.#splits()) return this.#pass;
    const { encoder } = this;
    const timestampWrites = this.#timer?.span(this.#section, this.#tag);
    this.#pass = encoder.beginComputePass(timestampWrites ? { timestampWrites } : undefined);
    this.#passSection = this.#section;
    this.#passTag = this.#tag;
    this.#pipeline = null;
    this.#unitGroup = null;
    this.#group = null;
    return this.#pass;
  }

  /** Whether what follows is measured apart from the open pass. */
  #splits(): boolean {
    if (!this.#timer) return false;
    if (this.#passSection === this.#section && this.#passTag === this.#tag) return false;
    return this.#timer.measures(this.#passSection) || this.#timer.measures(this.#section);
  }

  #render(view: GPUTextureView, call: DrawCall): GPURenderPassEncoder {
    const { encoder } = this;
    this.#colour.view = view;
    this.#colour.loadOp = call.load === 'keep' ? 'load' : 'clear';
    this.#colour.clearValue = CLEAR;
    const descriptor = this.#renderPass;
    descriptor.timestampWrites = this.#timer?.span(this.#section);
    if (call.depth) {
      this.#depth.view = call.depth;
      this.#depth.depthLoadOp = call.load === 'keep' ? 'load' : 'clear';
    }
    descriptor.depthStencilAttachment = call.depth ? this.#depth : undefined;
    return encoder.beginRenderPass(descriptor as GPURenderPassDescriptor);
  }

  #endCompute(): void {
    this.#pass?.end();
    this.#pass = null;
  }
}

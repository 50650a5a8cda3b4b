/** What the page and every benchmark say of the graphics adapter. */
export interface AdapterDescription {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** True when pictures are computed on the CPU. */
  readonly software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|warp|software/i;

/** Describes an adapter. */
export function describeAdapter(adapter: GPUAdapter): AdapterDescription {
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  return {
    vendor,
    architecture,
    description,
    software:
      isFallbackAdapter === true || SOFTWARE.test(`${vendor} ${architecture} ${description}`),
  };
}

/** A short name for people: `nvidia ada (NVIDIA RTX 4070)`. */
export function adapterName(adapter: AdapterDescription): string {
  const name = [adapter.vendor, adapter.architecture].filter(Boolean).join(' ') || 'unnamed GPU';
  return adapter.description ? `${name} (${adapter.description})` : name;
}

/** One `@group(1)` variable of a shader. */
export interface ShaderBinding {
  readonly name: string;
  readonly binding: number;
  /** The layout entry without its visibility. */
  readonly layout: Omit<GPUBindGroupLayoutEntry, 'visibility' | 'binding'>;
  /** True for storage that the shader writes. */
  readonly writes: boolean;
}

const DECLARATION =
  /@group\((\d+)\)\s*@binding\((\d+)\)\s*var(?:<([^>]+)>)?\s+(\w+)\s*:\s*([^;]+);/g;

type Layout = ShaderBinding['layout'];

const DIMENSIONS: Readonly<Record<string, GPUTextureViewDimension>> = {
  '1d': '1d',
  '2d': '2d',
  '2d_array': '2d-array',
  '3d': '3d',
};

function bufferLayout(space: string): { layout: Layout; writes: boolean } {
  if (space === 'uniform') return { layout: { buffer: { type: 'uniform' } }, writes: false };
  const writes = space.includes('read_write');
  return { layout: { buffer: { type: writes ? 'storage' : 'read-only-storage' } }, writes };
}

function storageTextureLayout(type: string): { layout: Layout; writes: boolean } | null {
  const match = /^texture_storage_(\w+?)<\s*(\w+)\s*,\s*(\w+)\s*>$/.exec(type);
  if (!match) return null;
  const access = ({ read: 'read-only', write: 'write-only', read_write: 'read-write' } as const)[
    match[3] as 'read' | 'write' | 'read_write'
  ];
  return {
    layout: {
      storageTexture: {
        access,
        format: match[2] as GPUTextureFormat,
        viewDimension: DIMENSIONS[match[1] ?? '2d'] ?? '2d',
      },
    },
    writes: access !== 'read-only',
  };
}

function textureLayout(type: string, filtered: boolean): Layout | null {
  const match = /^texture_(\w+?)<\s*(f32|u32|i32)\s*>$/.exec(type);
  if (!match) return null;
  const sampleType =
    match[2] === 'u32'
      ? 'uint'
      : match[2] === 'i32'
        ? 'sint'
        : filtered
          ? 'float'
          : 'unfilterable-float';
  return { texture: { sampleType, viewDimension: DIMENSIONS[match[1] ?? '2d'] ?? '2d' } };
}

/**
 * Reads the bindings of one group out of a shader's text, so that no layout has to be written
 * beside it. A float texture is taken as filterable when the shader has a sampler, unless a
 * comment `@unfilterable` stands on its line (32-bit float data that is only loaded).
 * @param code linked WGSL
 * @param group bind group number
 */
export function reflectBindings(code: string, group: number): ShaderBinding[] {
  const hasSampler = /:\s*sampler\s*;/.test(code);
  const found: ShaderBinding[] = [];
  for (const match of code.matchAll(DECLARATION)) {
    if (Number(match[1]) !== group) continue;
    const space = match[3];
    const type = (match[5] ?? '').trim();
    const lineEnd = code.indexOf('\n', match.index);
    const line = code.slice(match.index, lineEnd < 0 ? undefined : lineEnd);
    const filtered = hasSampler && !line.includes('@unfilterable');
    const resolved =
      space !== undefined
        ? bufferLayout(space)
        : (storageTextureLayout(type) ?? {
            layout:
              type === 'sampler'
                ? { sampler: { type: 'filtering' as const } }
                : type === 'texture_external'
                  ? { externalTexture: {} }
                  : (textureLayout(type, filtered) ?? {}),
            writes: false,
          });
    found.push({ name: match[4] ?? '', binding: Number(match[2]), ...resolved });
  }
  return found.sort((a, b) => a.binding - b.binding);
}

import { fail } from '../../engine/core/errors.ts';
import { applyLinear, type CpuLinear, rectify } from '../../engine/inference/cpu-linear.ts';
import { parseSafetensors, type Safetensors } from '../../engine/inference/weights/safetensors.ts';
import type { Motif, MotifNote } from '../../engine/music/form/motif.ts';
import type { RiffCode, RiffNet } from '../../engine/music/riff/riff-net.ts';

/** Sixteenths of a riff. */
const STEPS = 32;
/** Symbols of a sixteenth; a note is `FIRST_NOTE + degree - LOWEST`. See `riffs.py`. */
const HOLD = 0;
const REST = 1;
const FIRST_NOTE = 2;
const LOWEST = -7;
const HIGHEST = 14;
const SYMBOLS = FIRST_NOTE + HIGHEST - LOWEST + 1;
/** Sixteenths that the convolution sees. */
const SEEN = 5;

/** The symbols of a riff; notes outside its degrees are moved in by octaves. */
export function symbolsOf(motif: Motif): Int32Array {
  const symbols = new Int32Array(STEPS).fill(REST);
  for (const { step, length, degree } of [...motif].sort((a, b) => a.step - b.step)) {
    const first = Math.round(step);
    if (first >= STEPS) continue;
    let within = degree;
    while (within < LOWEST) within += 7;
    while (within > HIGHEST) within -= 7;
    symbols.fill(HOLD, first, Math.min(STEPS, first + Math.max(1, Math.round(length))));
    symbols[first] = FIRST_NOTE + within - LOWEST;
  }
  return symbols;
}

/** The riff that symbols tell. A hold that nothing went before is a rest. */
export function motifOf(symbols: ArrayLike<number>): Motif {
  const notes: { step: number; length: number; degree: number }[] = [];
  let sounds = false;
  for (let step = 0; step < STEPS; step++) {
    const symbol = symbols[step] ?? REST;
    const last = notes.at(-1);
    if (symbol >= FIRST_NOTE) {
      notes.push({ step, length: 1, degree: symbol - FIRST_NOTE + LOWEST });
      sounds = true;
    } else if (symbol === REST) sounds = false;
    else if (sounds && last) last.length += 1;
  }
  return notes satisfies readonly MotifNote[];
}

/** The melody VAE on the processor, in a fraction of a millisecond. */
export class MelodyVae implements RiffNet {
  readonly codeLength: number;
  readonly axes: RiffNet['axes'];
  readonly #embedding: Float32Array; // [SYMBOLS, e]
  readonly #encoder: readonly CpuLinear[];
  readonly #decoder: readonly CpuLinear[];
  readonly #mix: CpuLinear; // [mixed, channels, SEEN]
  readonly #last: CpuLinear; // [SYMBOLS, mixed]

  /** @throws InstrumentError when tensors are missing, or symbols are others than here */
  constructor({ tensors, metadata }: Safetensors) {
    const told = [metadata.symbols, metadata.lowest, metadata.firstNote].join();
    if (told !== [SYMBOLS, LOWEST, FIRST_NOTE].join()) {
      damaged(`tell ${SYMBOLS} symbols, of which ${FIRST_NOTE} is degree ${LOWEST}`, told);
    }
    const of = (name: string): Float32Array => {
      const data = tensors.get(name)?.data;
      return data ? Float32Array.from(data) : damaged(`hold ${name}`, [...tensors.keys()].join());
    };
    const linear = (name: string): CpuLinear => ({
      rows: of(`${name}.weight`),
      bias: of(`${name}.bias`),
    });
    this.#embedding = of('encoder.embedding');
    this.#encoder = ['first', 'second', 'mean'].map((name) => linear(`encoder.${name}`));
    this.#decoder = ['first', 'second', 'third'].map((name) => linear(`decoder.${name}`));
    this.#mix = linear('decoder.mix');
    this.#last = linear('decoder.logits');
    this.axes = [of('axis.notes'), of('axis.height')];
    this.codeLength = this.axes[0].length;
  }

  encode(motif: Motif): RiffCode {
    return this.codeOf(symbolsOf(motif));
  }

  decode(code: RiffCode): Motif {
    const logits = this.logitsOf(code);
    return motifOf(Array.from({ length: STEPS }, (_, step) => best(logits, step)));
  }

  /** The code of symbols `[32]`. */
  codeOf(symbols: ArrayLike<number>): RiffCode {
    const size = this.#embedding.length / SYMBOLS;
    const x = new Float32Array(STEPS * size);
    for (let step = 0; step < STEPS; step++) {
      const symbol = symbols[step] ?? REST;
      x.set(this.#embedding.subarray(symbol * size, (symbol + 1) * size), step * size);
    }
    const [first, second, mean] = this.#encoder as [CpuLinear, CpuLinear, CpuLinear];
    return applied(mean, rectified(second, rectified(first, x)));
  }

  /** Logits of the symbols `[32, SYMBOLS]` at a code. */
  logitsOf(code: RiffCode): Float32Array {
    const x = this.#decoder.reduce<Float32Array>((y, layer) => rectified(layer, y), code);
    const channels = x.length / STEPS;
    const logits = new Float32Array(STEPS * SYMBOLS);
    for (let step = 0; step < STEPS; step++) {
      const mixed = rectified(this.#mix, window(x, channels, step));
      logits.set(applied(this.#last, mixed), step * SYMBOLS);
    }
    return logits;
  }
}

/** Reads `weights.safetensors`. @throws InstrumentError when it is damaged */
export async function loadMelodyVae(file: ArrayBuffer): Promise<MelodyVae> {
  return new MelodyVae(await parseSafetensors(file, { file: 'The weights of the melody VAE' }));
}

function damaged(constraint: string, got: string): never {
  return fail({
    subject: 'The weights of the melody VAE',
    constraint,
    got,
    remedy: 'export them anew by models/melody-vae/export.py',
  });
}

/** What the convolution sees at a sixteenth `[channels, SEEN]`; zeros outside the riff. */
function window(x: Float32Array, channels: number, step: number): Float32Array {
  const seen = new Float32Array(channels * SEEN);
  for (let k = 0; k < SEEN; k++) {
    const from = step + k - (SEEN >> 1);
    if (from < 0 || from >= STEPS) continue;
    for (let c = 0; c < channels; c++) seen[c * SEEN + k] = x[from * channels + c] as number;
  }
  return seen;
}

function applied(linear: CpuLinear, x: Float32Array): Float32Array {
  const y = new Float32Array(linear.bias.length);
  applyLinear(linear, x, y);
  return y;
}

function rectified(linear: CpuLinear, x: Float32Array): Float32Array {
  const y = applied(linear, x);
  rectify(y);
  return y;
}

function best(logits: Float32Array, step: number): number {
  const row = logits.subarray(step * SYMBOLS, (step + 1) * SYMBOLS);
  return row.indexOf(Math.max(...row));
}

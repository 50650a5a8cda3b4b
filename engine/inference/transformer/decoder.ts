import { type Graph, GraphBuilder, type Value } from '../graph.ts';
import activation from '../ops/activation.ts';
import advance from '../ops/advance.ts';
import appendKv from '../ops/append-kv.ts';
import attention from '../ops/attention.ts';
import binary from '../ops/binary.ts';
import gather from '../ops/gather.ts';
import matmul from '../ops/matmul.ts';
import normalize from '../ops/normalize.ts';
import random from '../ops/random.ts';
import reshape from '../ops/reshape.ts';
import sample from '../ops/sample.ts';
import slice from '../ops/slice.ts';
import tensorScatter from '../ops/tensor-scatter.ts';
import { intTensor } from '../tensor.ts';
import { type DecoderConfig, type DecoderWeights, headSize } from './decoder-config.ts';
import { requireWeights } from './decoder-weights.ts';

/**
 * What may follow what, as states: tokens lead from state to state, and the input `allowed`
 * (`[states, vocabulary]`, 0 or a large negative number) is added to the logits in each.
 */
export interface DecoderGrammar {
  readonly states: number;
  /** The state after a token in a state `[states, vocabulary]`. */
  readonly next: Int32Array<ArrayBuffer>;
}

/** What a run of a decoder's program does. */
export interface DecoderRun {
  /** Tokens that a run takes. */
  readonly steps: number;
  /**
   * Where they come from: an input `tokens` (i32 `[1, steps]`), or the state `token`, which is what
   * the run before drew; then `steps` is 1.
   */
  readonly from: 'input' | 'state';
  /** Only the best so many tokens can be drawn; all when absent. */
  readonly topK?: number;
  /** What may be drawn; anything when absent. Where it stands is the state `grammar` (i32 `[1]`). */
  readonly grammar?: DecoderGrammar;
}

/**
 * The graph of a decoder of norm-first layers with rotary positions. A run takes tokens, appends
 * their keys and values to the caches at the state `position`, and draws the next token by the inputs
 * `temperature` (`[1]`; 0 takes the best) and `seed` (i32 `[1]`). The token goes to the state `token`
 * and into the state `tokens` (i32 `[context]`, where token `i` is what followed position `i`), so
 * that many runs can follow each other in one submission. Output: `logits` of the last step.
 *
 * Programs of one decoder share their states (`ProgramOptions.sharing`): one reads the prompt at
 * once, another goes on token by token.
 * @throws InstrumentError when weights are missing or do not fit
 * @source A. Radford et al., "Language Models are Unsupervised Multitask Learners", 2019 (norm-first
 * layers with GELU); J. Su et al., "RoFormer", 2021
 */
export function buildDecoder(
  config: DecoderConfig,
  weights: DecoderWeights,
  run: DecoderRun,
): Graph {
  const net = new DecoderBuilder(config, weights);
  const { builder } = net;
  const { steps, from, topK, grammar } = run;
  const token = builder.state('token', { dtype: 'i32', shape: [1, 1] });
  const tokens = builder.state('tokens', { dtype: 'i32', shape: [config.context] });
  const position = builder.state('position', { dtype: 'i32', shape: [1] });
  const given =
    from === 'input' ? builder.input('tokens', { dtype: 'i32', shape: [1, steps] }) : token;
  const temperature = builder.input('temperature', { dtype: 'f32', shape: [1] });
  const seed = builder.input('seed', { dtype: 'i32', shape: [1] });

  let x = builder.apply(gather, [net.weight('embedding'), given], { axis: 0 }, 'embedding');
  for (let i = 0; i < config.layers; i++) x = net.layer(x, position, i);
  if (steps > 1) {
    x = builder.apply(slice, [x], { starts: [steps - 1], ends: [steps], axes: [1] }, 'last');
  }
  const logits = net.linear(net.norm(x, 'norm'), 'logits');
  const chance = builder.apply(random, [seed, position], { count: 1 }, 'chance');
  const allowed = grammar ? net.allowed(logits, grammar) : logits;
  const options = topK ? { topK } : {};
  const drawn = builder.apply(sample, [allowed, chance, temperature], options, 'drawn');
  if (grammar) net.follow(drawn, grammar);
  const line = builder.apply(reshape, [drawn], { shape: [1] }, 'drawn token');
  builder.update(token, drawn);
  const offset = { axis: 0, mode: config.mode, offset: steps - 1 };
  builder.update(tokens, builder.apply(tensorScatter, [tokens, line, position], offset, 'tokens'));
  builder.update(position, builder.apply(advance, [position], { by: steps }, 'position'));
  return builder.build([logits]);
}

class DecoderBuilder {
  readonly builder = new GraphBuilder();
  readonly #config: DecoderConfig;
  readonly #weights: DecoderWeights;
  #state: Value | undefined;

  constructor(config: DecoderConfig, weights: DecoderWeights) {
    this.#config = config;
    this.#weights = weights;
    requireWeights(config, weights);
  }

  weight(name: string): Value {
    return this.builder.constant(name, this.#weights[name] as DecoderWeights[string]);
  }

  norm(x: Value, name: string): Value {
    const kind = this.#config.norm;
    const bias = kind === 'layer';
    const rows = [this.weight(`${name}.scale`), ...(bias ? [this.weight(`${name}.bias`)] : [])];
    return this.builder.apply(normalize, [x, ...rows], { kind, scale: true, bias }, name);
  }

  linear(x: Value, name: string): Value {
    const inputs = [x, this.weight(`${name}.weight`), this.weight(`${name}.bias`)];
    return this.builder.apply(matmul, inputs, { bias: true }, name);
  }

  /** Logits with what the grammar adds to them where it stands. */
  allowed(logits: Value, { states }: DecoderGrammar): Value {
    const { vocabulary } = this.#config;
    const table = this.builder.input('allowed', { dtype: 'f32', shape: [states, vocabulary] });
    const row = this.builder.apply(gather, [table, this.#grammar()], { axis: 0 }, 'allowed here');
    return this.#add(logits, row, 'allowed logits');
  }

  /** Takes a drawn token into the grammar. */
  follow(drawn: Value, { states, next }: DecoderGrammar): void {
    const { vocabulary } = this.#config;
    const table = this.builder.constant('next', intTensor([states, vocabulary], next));
    const state = this.#grammar();
    const row = this.builder.apply(gather, [table, state], { axis: 0 }, 'next of the state');
    const reached = this.builder.apply(gather, [row, drawn], { axis: 1 }, 'next state');
    this.builder.update(
      state,
      this.builder.apply(reshape, [reached], { shape: [1] }, 'state of the grammar'),
    );
  }

  #grammar(): Value {
    this.#state ??= this.builder.state('grammar', { dtype: 'i32', shape: [1] });
    return this.#state;
  }

  layer(x: Value, position: Value, i: number): Value {
    const attended = this.linear(this.#attend(this.norm(x, `${i}.norm1`), position, i), `${i}.out`);
    const middle = this.#add(x, attended, `${i}.middle`);
    const up = this.linear(this.norm(middle, `${i}.norm2`), `${i}.up`);
    const active = this.builder.apply(activation, [up], { activation: 'gelu' }, `${i}.gelu`);
    return this.#add(middle, this.linear(active, `${i}.down`), `${i}.end`);
  }

  #add(a: Value, b: Value, label: string): Value {
    return this.builder.apply(binary, [a, b], { operator: 'add' }, label);
  }

  #attend(x: Value, position: Value, i: number): Value {
    const { heads, groups, context, mode } = this.#config;
    const shape = [1, groups, context, headSize(this.#config)];
    const keys = this.builder.state(`keys ${i}`, { dtype: 'f32', shape });
    const values = this.builder.state(`values ${i}`, { dtype: 'f32', shape });
    const [nextKeys, nextValues, query] = this.builder.applyAll(
      appendKv,
      [this.linear(x, `${i}.qkv`), keys, values, position],
      { heads, mode },
      `${i}.append`,
    ) as [Value, Value, Value];
    this.builder.update(keys, nextKeys);
    this.builder.update(values, nextValues);
    return this.builder.apply(
      attention,
      [query, nextKeys, nextValues, position],
      { heads, causal: true, position: true, mode },
      `${i}.attention`,
    );
  }
}

import { expect, it } from 'vitest';
import { silentLevels } from '../../../../engine/core/audio-levels.ts';
import { audioLayout, audioSlot } from '../../../../engine/features/audio/layout.ts';
import { FrameEncoder } from '../../../../engine/gpu/frame-encoder.ts';
import { writeFrameUniform } from '../../../../engine/gpu/frame-uniform.ts';
import { GpuScope } from '../../../../engine/gpu/gpu-scope.ts';
import { readBuffer } from '../../../../engine/gpu/readback.ts';
import {
  createAudioTextures,
  emptyAudioRows,
  SPECTROGRAM_ROWS,
} from '../../../../engine/session/audio-textures.ts';
import { readAudioRows, readLevels } from '../../../../engine/session/levels.ts';
import { sharedGpuContext } from '../../../support/gpu-context.ts';

/** Onset strength, chord and an A of eight past frames, and their lowest semitone and highest band. */
const code = `
// @import frame
// @import history
@group(1) @binding(0) var history: texture_2d<f32>; // @unfilterable
@group(1) @binding(1) var notes: texture_2d<f32>; // @unfilterable
@group(1) @binding(2) var bands: texture_2d<f32>; // @unfilterable
@group(1) @binding(3) var<storage, read_write> heard: array<array<f32, 5>>;
@compute @workgroup_size(8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let ago = i32(id.x);
  heard[ago][0] = heardAgo(history, HISTORY_ONSET_STRENGTH, ago);
  heard[ago][1] = heardAgo(history, HISTORY_CHORD_ROOT, ago);
  heard[ago][2] = heardAgo(history, HISTORY_CHROMA + 9, ago);
  heard[ago][3] = textureLoad(notes, vec2i(0, rowAgo(ago)), 0).r;
  heard[ago][4] = textureLoad(bands, vec2i(127, rowAgo(ago)), 0).r;
}`;

it('lets shaders read the sound of past frames, also where the ring begins anew', async () => {
  const { context, errors } = await sharedGpuContext();
  const audio = createAudioTextures(context);
  const scope = new GpuScope(context, {
    label: 'reader',
    header: { size: { width: 1, height: 1 }, detail: 1, seed: 0 },
  });
  const heard = scope.buffer('heard', 8 * 5 * 4);
  const step = await scope.compute({ path: 'tests/history.wgsl', code });
  const reading = step.bind({
    history: audio.history,
    notes: audio.constantQ,
    bands: audio.spectrogram,
    heard,
  });
  const rows = emptyAudioRows();
  const levels = silentLevels();
  const features = new Float32Array(audioLayout.length);
  const frames = SPECTROGRAM_ROWS + 3;
  for (let i = 0; i < frames; i++) {
    features[audioSlot('onset-strength').offset] = i / 1000;
    features[audioSlot('chord').offset] = 1 + (i % 12);
    features[audioSlot('chroma').offset + 9] = (i % 4) / 4;
    features[audioSlot('cqt').offset] = i;
    features[audioSlot('spectrum').offset + 127] = 1 / (i + 1);
    readLevels(features, levels);
    readAudioRows(features, levels, rows);
    audio.write(rows);
  }
  const time = { index: 0, seconds: 0, delta: 0, beat: 0, beatPhase: 0, bar: 0, barPhase: 0 };
  const { values } = context.frameUniform;
  writeFrameUniform(values, { ...time, tempoBpm: 120 }, levels, audio.row);
  const frame = new FrameEncoder(context.device);
  frame.begin();
  frame.dispatch(reading, 1);
  context.arena.flush();
  frame.finish();
  const read = new Float32Array(await readBuffer(context.device, heard, 8 * 5 * 4));
  for (let ago = 0; ago < 8; ago++) {
    const i = frames - 1 - ago;
    const expected = [i / 1000, (i % 12) / 12, (i % 4) / 4, i, 1 / (i + 1)];
    expected.forEach((value, k) => {
      expect(read[ago * 5 + k]).toBeCloseTo(value, 5);
    });
  }
  scope.dispose();
  audio.dispose();
  expect(errors).toEqual([]);
});

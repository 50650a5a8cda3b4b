import { createCpuDecoder } from '../../../engine/inference/transformer/cpu-decoder.ts';
import { parseSafetensors } from '../../../engine/inference/weights/safetensors.ts';
import { loadGrooveNet, type PlayedGroove } from '../../../models/groove/groove-net.ts';
import grooveWeights from '../../../models/groove/weights.safetensors?url';
import { loadMelodyVae, type MelodyVae } from '../../../models/melody-vae/riff-net.ts';
import riffWeights from '../../../models/melody-vae/weights.safetensors?url';
import { type BarWriter, createBarWriter } from '../../../models/music/bar-writer.ts';
import { readMusicNet } from '../../../models/music/net.ts';
import musicWeights from '../../../models/music/weights.safetensors?url';

async function fetchWeights(url: string, of: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the weights of ${of} can't be loaded (${response.status}).`);
  return response.arrayBuffer();
}

/** Config and weights of the music net. @throws Error when they can't be loaded or are damaged */
export async function fetchMusicNet(): Promise<ReturnType<typeof readMusicNet>> {
  return readMusicNet(await parseSafetensors(await fetchWeights(musicWeights, 'the music net')));
}

/** A writer of chorales on the processor. @throws Error when its weights can't be loaded */
export async function fetchChoraleWriter(): Promise<BarWriter> {
  const { config, weights } = await fetchMusicNet();
  return createBarWriter(createCpuDecoder(config, weights));
}

/** The net of riffs. @throws Error when its weights can't be loaded */
export async function fetchRiffNet(): Promise<MelodyVae> {
  return loadMelodyVae(await fetchWeights(riffWeights, 'the melody VAE'));
}

/** The net of drums. @throws Error when its weights can't be loaded */
export async function fetchGrooveNet(): Promise<PlayedGroove> {
  return loadGrooveNet(await fetchWeights(grooveWeights, 'the groove net'));
}

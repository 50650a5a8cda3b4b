import type { Decibels } from '../core/units.ts';

/** What is shown for no sound at all. */
const SILENCE: Decibels = -120;

/** Measures the level of `node` in decibels of full scale (RMS) over the newest 1024 samples. */
export function createLevelMeter(context: AudioContext, node: AudioNode): () => Decibels {
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  const samples = new Float32Array(analyser.fftSize);
  node.connect(analyser);
  return () => {
    analyser.getFloatTimeDomainData(samples);
    let power = 0;
    for (const sample of samples) power += sample * sample;
    const decibels = 10 * Math.log10(power / samples.length);
    return decibels > SILENCE ? decibels : SILENCE;
  };
}

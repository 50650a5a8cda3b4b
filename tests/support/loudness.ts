import { ffmpeg } from './ffmpeg.ts';

/** What ffmpeg's `ebur128` says of a sound file. */
export interface Loudness {
  /** Integrated, in LUFS. */
  readonly integrated: number;
  /** In dBTP. */
  readonly truePeak: number;
}

/** Measures a file by ffmpeg. @source EBU R 128, ITU-R BS.1770 as ffmpeg implements them */
export async function loudnessOf(path: string): Promise<Loudness> {
  const filter = 'ebur128=peak=true:metadata=1,ametadata=mode=print:file=-';
  const printed = (await ffmpeg(['-i', path, '-af', filter, '-f', 'null', '-'])).toString();
  const last = (name: string) =>
    Number(printed.slice(printed.lastIndexOf(`lavfi.r128.${name}=`)).split(/[=\n]/)[1]);
  return { integrated: last('I'), truePeak: 20 * Math.log10(last('true_peak')) };
}

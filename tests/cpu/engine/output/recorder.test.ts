import { describe, expect, it } from 'vitest';
import { spokenLength, summaryOf } from '../../../../engine/output/recorder.ts';
import {
  chooseVideoCodec,
  h264CodecString,
  videoBitrate,
} from '../../../../engine/output/recorder-codec.ts';
import { openMemorySink, RecordingFullError } from '../../../../engine/output/recorder-sink.ts';

const shape = (width: number, height: number, framesPerSecond: number) => ({
  size: { width, height },
  framesPerSecond,
});

describe('the codec of a recording', () => {
  // Levels as ITU-T H.264, table A-4, lists them for these sizes.
  it.each([
    [1280, 720, 30, 'avc1.64001f'],
    [1280, 720, 60, 'avc1.640020'],
    [1920, 1080, 30, 'avc1.640028'],
    [1920, 1080, 60, 'avc1.64002a'],
    [3840, 2160, 30, 'avc1.640033'],
    [3840, 2160, 60, 'avc1.640034'],
  ])('at %ix%i and %i frames a second is %s', (width, height, rate, codec) => {
    expect(h264CodecString(shape(width, height, rate), 10_000_000)).toBe(codec);
  });

  it('takes a higher level where the bit rate needs it', () => {
    expect(h264CodecString(shape(1280, 720, 30), 17_500_000)).toBe('avc1.64001f');
    expect(h264CodecString(shape(1280, 720, 30), 17_500_001)).toBe('avc1.640020');
  });

  it('is none where no level holds the picture', () => {
    expect(h264CodecString(shape(16384, 16384, 60), 10_000_000)).toBeNull();
  });

  it('falls back from High to Baseline to VP9', async () => {
    const tried: string[] = [];
    const only = (start: string) => async (config: VideoEncoderConfig) => {
      tried.push(config.codec);
      return config.codec.startsWith(start);
    };
    const full = shape(1920, 1080, 30);
    expect((await chooseVideoCodec(full, { canEncode: only('avc1.42') }))?.codec).toBe('avc');
    const vp9 = await chooseVideoCodec(full, { canEncode: only('vp09') });
    expect(vp9).toMatchObject({ codec: 'vp9', fullCodecString: 'vp09.00.40.08' });
    expect(await chooseVideoCodec(full, { canEncode: only('av01') })).toBeNull();
    expect(tried.slice(-3)).toEqual(['avc1.640028', 'avc1.42e028', 'vp09.00.40.08']);
  });

  it('spends more on more pixels, within bounds', () => {
    expect(videoBitrate(shape(1920, 1080, 60))).toBeGreaterThan(20_000_000);
    expect(videoBitrate(shape(64, 36, 5))).toBe(400_000);
    expect(videoBitrate(shape(7680, 4320, 120))).toBe(80_000_000);
  });
});

describe('a recording in memory', () => {
  it('keeps what came before it was full', async () => {
    const sink = openMemorySink(10);
    const writer = sink.writable.getWriter();
    await writer.write({ type: 'write', data: Uint8Array.of(1, 2, 3, 4, 5, 6), position: 0 });
    const overflow = writer.write({ type: 'write', data: new Uint8Array(6), position: 6 });
    await expect(overflow).rejects.toThrow(RecordingFullError);
    const file = await sink.close();
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
    expect(file.type).toBe('video/mp4');
  });
});

describe('what is said of a recording', () => {
  it.each([
    [3.44, '3.4 s'],
    [59.9, '59.9 s'],
    [65, '1:05'],
    [3723.4, '1:02:03'],
  ])('tells %d seconds as %s', (seconds, text) => {
    expect(spokenLength(seconds)).toBe(text);
  });

  it('names the file, its length, and what was lost', () => {
    const name = 'phosphene-2026-01-31-21-05-09.mp4';
    const facts = { name, seconds: 65, frames: 3897, dropped: 3, audioGaps: 0 };
    expect(summaryOf(facts)).toBe(`Recorded 1:05, 3897 frames, 3 of 3900 dropped: ${name}`);
    expect(summaryOf({ ...facts, dropped: 0, audioGaps: 2 })).toBe(
      `Recorded 1:05, 3897 frames, no frame dropped; sound was missing 2 times and is silent ` +
        `there: ${name}`,
    );
  });
});

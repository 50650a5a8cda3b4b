import { describe, expect, it } from 'vitest';
import { readAddress, sessionSize } from '../../../../app/session/session-address.ts';

describe('the address of the page', () => {
  it('asks for nothing by itself', () => {
    expect(readAddress('')).toEqual({ size: null, detail: null, seed: 1, thumbnails: true });
  });

  it('asks for size, detail, seed and no thumbnails', () => {
    expect(readAddress('?size=320x180&detail=0.02&seed=7&thumbnails=off')).toEqual({
      size: { width: 320, height: 180 },
      detail: 0.02,
      seed: 7,
      thumbnails: false,
    });
  });

  it.each(['?size=wide', '?size=320', '?size=1x1', '?size=-320x180'])('leaves %s out', (query) => {
    expect(readAddress(query).size).toBeNull();
  });
});

describe('the size of a session', () => {
  it('is full HD on hardware and small on software', () => {
    const nothing = readAddress('');
    expect(sessionSize({ software: false }, nothing)).toEqual({
      size: { width: 1920, height: 1080 },
      pictureSize: { width: 1280, height: 720 },
      detail: 1,
    });
    const software = sessionSize({ software: true }, nothing);
    expect(software.size).toEqual({ width: 640, height: 360 });
    expect(software.detail).toBeLessThan(0.1);
  });

  it('follows the address, with no larger a picture than it shows', () => {
    const asked = readAddress('?size=320x180&detail=0.5');
    expect(sessionSize({ software: false }, asked)).toEqual({
      size: { width: 320, height: 180 },
      pictureSize: { width: 320, height: 180 },
      detail: 0.5,
    });
  });
});

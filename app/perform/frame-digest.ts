/** A digest over the frames of a performance, by which two of them can be compared. */
export interface FrameDigest {
  add(pixels: Uint8Array<ArrayBuffer>): Promise<void>;
  /** In hexadecimal. */
  readonly hex: string;
}

const BYTES = 32;

/** SHA-256 of the digest so far and the next frame, frame after frame. */
export function createFrameDigest(): FrameDigest {
  let digest = new Uint8Array(BYTES);
  let joined = new Uint8Array(0);
  return {
    async add(pixels) {
      if (joined.length !== BYTES + pixels.length) joined = new Uint8Array(BYTES + pixels.length);
      joined.set(digest);
      joined.set(pixels, BYTES);
      digest = new Uint8Array(await crypto.subtle.digest('SHA-256', joined));
    },
    get hex() {
      return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
  };
}

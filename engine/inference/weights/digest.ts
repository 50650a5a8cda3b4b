import { fail } from '../../core/errors.ts';

/** SHA-256 of bytes, as 64 hexadecimal digits. */
export async function sha256(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Checks bytes against a SHA-256.
 * @param file name of the file, for the message
 * @throws InstrumentError when they differ
 */
export async function requireSha256(
  file: string,
  bytes: BufferSource,
  expected: string,
): Promise<void> {
  const found = await sha256(bytes);
  if (found === expected.toLowerCase()) return;
  fail({
    subject: file,
    constraint: `have the SHA-256 ${expected.toLowerCase()}`,
    got: found,
    remedy: 'get the file again; it is damaged or of another version',
  });
}

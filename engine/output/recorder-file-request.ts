/** What the page asks of the worker that writes. */
export type FileRequest =
  | { readonly kind: 'open'; readonly name: string }
  | { readonly kind: 'write'; readonly data: Uint8Array<ArrayBuffer>; readonly position: number }
  | { readonly kind: 'close' };

/** The worker's answer to a request, in order. */
export interface FileReply {
  readonly error: { readonly name: string; readonly message: string } | null;
}

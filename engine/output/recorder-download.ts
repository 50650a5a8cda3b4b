import { after } from '../clock/monotonic.ts';

/** The browser reads a download's data for this long at most after the click, in seconds. */
const KEPT = 600;

/** Saves a file among the user's downloads, under a name. */
export function offerDownload(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  after(KEPT, () => URL.revokeObjectURL(url));
}

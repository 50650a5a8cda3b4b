import type { ComparisonRequest, ComparisonResult } from '../compare.ts';
import type { LitertAddresses } from '../peers/litert.ts';

/** What the page and the command line give each other, as functions of the page's window. */
export interface CompareWindow {
  /** Whether the page's device is not computed on the processor. */
  phospheneProbe(): Promise<boolean>;
  phospheneCompare(request: ComparisonRequest, addresses: LitertAddresses): Promise<void>;
  /** Given by the command line. */
  phospheneResult(result: ComparisonResult): void;
  phospheneProgress(message: string): void;
}

import type { ComparisonRequest, ComparisonResult } from '../compare.ts';
import type { LitertAddresses } from '../peers/litert.ts';

/** What the page gives to the command line, as functions of its window. */
export interface CompareWindow {
  /** Whether the page's device is not computed on the processor. */
  phospheneProbe(): Promise<boolean>;
  phospheneCompare(request: ComparisonRequest, addresses: LitertAddresses): Promise<void>;
}

/** What the command line gives to the page, in the same way. */
export interface ReportWindow {
  phospheneResult(result: ComparisonResult): Promise<void>;
  phospheneProgress(message: string): Promise<void>;
}

/** Compares nets in a page, beside peers that need one. */

import { probeHardware } from '../../../perform/probe.ts';
import { openBenchDevice } from '../bench-device.ts';
import { type ComparisonRequest, compare } from '../compare.ts';
import { type LitertAddresses, openLitert } from '../peers/litert.ts';
import type { CompareWindow, ReportWindow } from './compare-window.ts';

async function phospheneCompare(
  request: ComparisonRequest,
  addresses: LitertAddresses,
): Promise<void> {
  const { phospheneResult, phospheneProgress } = window as unknown as ReportWindow;
  const told: Promise<void>[] = [];
  await compare(request, {
    device: await openBenchDevice(navigator.gpu),
    peers: { litert: (given) => openLitert(given, addresses) },
    onResult: (result) => told.push(phospheneResult(result)),
    onProgress: (message) => told.push(phospheneProgress(message)),
  });
  await Promise.all(told);
}

Object.assign(window, {
  phospheneProbe: probeHardware,
  phospheneCompare,
} satisfies CompareWindow);

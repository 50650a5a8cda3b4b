/** Compares nets in a page, beside peers that need one. */

import { probeHardware } from '../../../perform/probe.ts';
import { openBenchDevice } from '../bench-device.ts';
import { type ComparisonRequest, compare } from '../compare.ts';
import { type LitertAddresses, openLitert } from '../peers/litert.ts';
import type { CompareWindow } from './compare-window.ts';

async function phospheneCompare(
  request: ComparisonRequest,
  addresses: LitertAddresses,
): Promise<void> {
  const { phospheneResult, phospheneProgress } = window as unknown as CompareWindow;
  await compare(request, {
    device: await openBenchDevice(navigator.gpu),
    peers: { litert: (given) => openLitert(given, addresses) },
    onResult: phospheneResult,
    onProgress: phospheneProgress,
  });
}

Object.assign(window, { phospheneProbe: probeHardware, phospheneCompare });

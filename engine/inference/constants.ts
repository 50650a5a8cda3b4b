import { fail } from '../core/errors.ts';
import type { CpuTensor } from './tensor.ts';

/**
 * An input that must be known when the net is built, because its numbers are put in the order in
 * which the kernel reads them.
 * @param subject what it is, for the message
 * @throws InstrumentError when it is computed by the net
 */
export function requireConstant(constant: CpuTensor | undefined, subject: string): CpuTensor {
  return (
    constant ??
    fail({
      subject,
      constraint: 'be known when the net is built',
      got: 'a value that is computed',
      remedy: 'fold them into a constant',
    })
  );
}

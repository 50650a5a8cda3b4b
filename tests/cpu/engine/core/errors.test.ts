import { describe, expect, it } from 'vitest';
import { fail, InstrumentError, messageOf } from '../../../../engine/core/errors.ts';

describe('InstrumentError', () => {
  it('reads as subject, rule, what came, and what to do', () => {
    const make = () =>
      fail({ subject: 'hopLength', constraint: 'be a power of two', got: 500, remedy: 'use 512' });
    expect(make).toThrow(InstrumentError);
    expect(make).toThrow('hopLength must be a power of two, got 500; use 512.');
  });

  it('messageOf takes anything that was thrown', () => {
    expect(messageOf(new Error('a'))).toBe('a');
    expect(messageOf('b')).toBe('b');
    expect(messageOf(undefined)).toBe('undefined');
  });
});

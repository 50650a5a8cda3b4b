/** The four parts of a message that helps: what, the rule, what came instead, what to do. */
export interface ErrorParts {
  /** The thing that is wrong, by the name its user knows. */
  readonly subject: string;
  /** The rule it broke, to be read after "must". */
  readonly constraint: string;
  /** What was given. */
  readonly got: string | number | boolean | null | undefined;
  /** What to do, as an order. */
  readonly remedy: string;
}

/**
 * An error that names its remedy: `hopLength must be a power of two, got 500; use 512.`
 * Everything that a user or a unit's author can get wrong is reported as one of these.
 */
export class InstrumentError extends Error {
  readonly parts: ErrorParts;

  constructor(parts: ErrorParts, options?: ErrorOptions) {
    super(
      `${parts.subject} must ${parts.constraint}, got ${String(parts.got)}; ${parts.remedy}.`,
      options,
    );
    this.name = 'InstrumentError';
    this.parts = parts;
  }
}

/** Throws an {@link InstrumentError}. @throws always */
export function fail(parts: ErrorParts, options?: ErrorOptions): never {
  throw new InstrumentError(parts, options);
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

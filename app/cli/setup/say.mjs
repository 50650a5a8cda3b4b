/**
 * What the set-up says. Everything goes to standard error, so that a command's results can be
 * piped from standard output. Plain JavaScript, as is all of `app/cli/setup/`: it runs before
 * anything is installed.
 */

/**
 * Says one thing aloud.
 * @param {string} text one sentence, or several lines
 */
export function say(text) {
  process.stderr.write(`phosphene: ${text}\n`);
}

/** A step of the set-up that can't be done, with what its user can do about it. */
export class SetupError extends Error {
  /**
   * @param {string} problem what is wrong, as a sentence
   * @param {string} remedy what to do, as a sentence
   */
  constructor(problem, remedy) {
    super(`${problem}\n  Remedy: ${remedy}`);
    this.name = 'SetupError';
  }
}

/**
 * Runs a command's main function and makes its result the exit code of the process. An error
 * that names its remedy is printed as that alone, any other with its stack.
 * @param {() => Promise<number | void>} main resolves to the exit code, or to nothing for 0
 */
export async function runCommand(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    const known = error instanceof SetupError;
    say(known ? error.message : String(error instanceof Error ? error.stack : error));
    process.exitCode = 1;
  }
}

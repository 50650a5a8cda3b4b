import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

/**
 * Ends a run with what its reader asks first: the tests that were skipped, by name and with the
 * reason that they gave, and one line `N passed, N failed, N skipped`. A file that could not be
 * loaded and an error outside of every test each count as one failure.
 */
export default class PlainSummary implements Reporter {
  onTestRunEnd(
    modules: ReadonlyArray<TestModule>,
    unhandledErrors: ReadonlyArray<SerializedError>,
  ): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    for (const test of skipped) console.log(skippedLine(test));
    const failed = count('failed') + broken + unhandledErrors.length;
    console.log(`${count('passed')} passed, ${failed} failed, ${skipped.length} skipped`);
  }
}

function skippedLine(test: TestCase): string {
  const result = test.result();
  const reason = result.state === 'skipped' ? result.note : undefined;
  return `skipped: ${test.module.relativeModuleId} > ${test.fullName}${reason ? `: ${reason}` : ''}`;
}

import type { TestInfo } from '@playwright/test';
import type { Engine } from './engine-browser.ts';

export type Limit = {
  readonly engine: Engine;
  /** What is not tested there, and why; both stand in the README. */
  readonly what: string;
  readonly why: string;
  /** The titles of the tests that need it. */
  readonly tests: RegExp;
};

/** What an engine cannot do, or nothing can make it do from outside. */
export const limits: readonly Limit[] = [
  {
    engine: 'webkit',
    what: 'Stopping the worker',
    why: 'no protocol of WebKitGTK does it',
    tests: /^a worker that is stopped between every two swipes/,
  },
  {
    engine: 'webkit',
    what: 'A finger on the screen',
    why: 'WebKitWebDriver takes touch for a mouse',
    tests: /^a finger that draws/,
  },
  {
    engine: 'firefox',
    what: 'A finger on the screen',
    why: 'Playwright has no moving touch for it',
    tests: /^a finger that draws/,
  },
];

/** Skips a test that needs what the engine cannot do, with the reason. */
export function skipBeyond(engine: Engine, info: TestInfo): void {
  const limit = limits.find(({ engine: limited, tests }) => limited === engine && tests.test(info.title));
  info.skip(limit !== undefined, limit === undefined ? '' : `${limit.what}: ${limit.why}`);
}

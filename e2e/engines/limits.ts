import type { TestInfo } from '@playwright/test';
import type { Engine } from './engine-browser.ts';

export type Limit = {
  readonly engine: Engine;
  /** What is not tested in this engine, and why. The README lists both. */
  readonly what: string;
  readonly why: string;
  /** Matches the titles of the tests that need it. */
  readonly tests: RegExp;
};

/** What an engine cannot do, or what no driver can make it do. */
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

/** Skips a test that needs something the engine cannot do, and reports the reason. */
export function skipBeyond(engine: Engine, info: TestInfo): void {
  const limit = limits.find(({ engine: limited, tests }) => limited === engine && tests.test(info.title));
  info.skip(limit !== undefined, limit === undefined ? '' : `${limit.what}: ${limit.why}`);
}

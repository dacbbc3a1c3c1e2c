import { expect, test } from 'vitest';
import { type Credentials, credentialsOf } from './credentials.ts';

const table: readonly [Credentials, boolean, 'omit' | 'same-origin' | 'include', readonly string[]][] = [
  ['none', false, 'omit', []],
  ['none', false, 'same-origin', ['accept', 'range', 'if-none-match', 'CMCD-Request', 'sec-fetch-mode']],
  ['personal', false, 'include', []],
  ['personal', false, 'same-origin', ['authorization']],
  ['personal', false, 'same-origin', ['accept', 'x-playback-token']],
  ['none', true, 'omit', []],
  ['cookies', true, 'same-origin', ['range']],
  ['cookies', true, 'include', []],
  ['personal', true, 'same-origin', ['Authorization']],
];

test.each(table)('%s: own origin %s, credentials %s, headers %s', (expected, isOwnOrigin, credentials, headerNames) => {
  expect(credentialsOf({ isOwnOrigin, credentials, headerNames })).toBe(expected);
});

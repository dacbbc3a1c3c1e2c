import { expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';

test.each([
  ['šimon', 'aimon'],
  ['李', 'N'],
  ['李', '张'],
])('%s and %s are told apart', (one, other) => {
  expect(fingerprint(one)).not.toBe(fingerprint(other));
});

test('equal texts have the same fingerprint, which is that of their bytes where each letter is one', () => {
  expect(fingerprint('李')).toBe(fingerprint('李'));
  expect(fingerprint('abc')).toBe('900150983cd24fb0d6963f7d28e17f72');
});

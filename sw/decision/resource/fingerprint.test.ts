import { expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';

test.each([
  ['šimon', 'aimon'],
  ['李', 'N'],
  ['李', '张'],
])('%s and %s have different fingerprints', (one, other) => {
  expect(fingerprint(one)).not.toBe(fingerprint(other));
});

test('equal texts have the same fingerprint, which for Latin-1 text is the MD5 of its bytes', () => {
  expect(fingerprint('李')).toBe(fingerprint('李'));
  expect(fingerprint('abc')).toBe('900150983cd24fb0d6963f7d28e17f72');
});

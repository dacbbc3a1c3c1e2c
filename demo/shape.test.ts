import { expect, it } from 'vitest';
import { noShape, readShape } from './shape';

it('applies no shaping for missing keys', () => {
  expect(readShape('{}')).toEqual(noShape);
  expect(readShape('{"faults":[{"path":"x","kind":"slow"}]}').faults).toEqual([{ path: 'x', kind: 'slow', count: -1 }]);
});

it.each([
  ['{"rttMs":-1}', 'rttMs'],
  ['{"bytesPerSecond":0}', 'bytesPerSecond'],
  ['{"bytesPerSecond":"fast"}', 'bytesPerSecond'],
  ['{"faults":[{"path":"x","kind":"explode"}]}', 'faults.0.kind'],
  ['{"faults":[{"kind":"slow"}]}', 'faults.0.path'],
  ['{"faults":[{"path":"x","kind":"slow","count":0.5}]}', 'faults.0.count'],
  ['{"rtt":100}', 'rtt'],
  ['not json', 'JSON'],
])('refuses %s and names %s', (text, key) => {
  expect(() => readShape(text)).toThrow(key);
});

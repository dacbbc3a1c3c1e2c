import { expect, test } from 'vitest';
import { pairsOf, withOddParity } from './captions-608.ts';

const hex = (pair: readonly number[]) => Buffer.from(pair.map(withOddParity)).toString('hex');

test('a caption is sent, shown and cleared as in a Scenarist caption file', () => {
  const pairs = pairsOf([{ text: 'Hello', fromPicture: 12, toPicture: 20 }]);
  const sent = [...pairs].map(([picture, pair]) => `${picture} ${hex(pair)}`);
  expect(sent).toEqual([
    '3 9420',
    '4 9420',
    '5 94ae',
    '6 94ae',
    '7 9470',
    '8 9470',
    '9 c8e5',
    '10 ecec',
    '11 ef80',
    '12 942f',
    '13 942f',
    '20 942c',
    '21 942c',
  ]);
});

test('a caption that cannot be sent in time is refused', () => {
  expect(() => pairsOf([{ text: 'Hello', fromPicture: 8, toPicture: 20 }])).toThrow('cannot be sent before picture 8');
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { agrees, extendTail, seamBytes } from './seam.ts';

const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });

test('the tail is the end of the body, however it was split into chunks', () => {
  fc.assert(
    fc.property(chunks, (parts) => {
      const all = parts.flatMap((part) => [...part]);
      const tail = parts.reduce((end, part) => extendTail(end, Uint8Array.from(part)), new Uint8Array());
      expect([...tail]).toEqual(all.slice(-seamBytes));
    }),
  );
});

test('equal bytes agree, however they are split into chunks, and one different byte in the seam does not', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: seamBytes, maxLength: 100 }),
      fc.integer({ min: 1, max: 100 }),
      fc.nat(),
      (body, pieceBytes, choice) => {
        const here = Uint8Array.from(body);
        const seam = here.slice(-seamBytes);
        const allAgree = (bytes: typeof here) => {
          let isSame = true;
          for (let at = 0; at < bytes.length; at += pieceBytes) {
            isSame &&= agrees(seam, bytes.subarray(at, at + pieceBytes), bytes.length - at);
          }
          return isSame;
        };
        expect(allAgree(here)).toBe(true);
        const place = choice % here.length;
        const other = here.map((byte, index) => (index === place ? byte ^ 1 : byte));
        expect(allAgree(other)).toBe(place < here.length - seamBytes);
      },
    ),
  );
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseRendition } from './choose-rendition.ts';

const rendition = fc.record({
  bandwidthBps: fc.nat(10_000_000),
  height: fc.option(fc.constantFrom(240, 360, 640, 960, 1280, 1920, 2560)),
  codecs: fc.constantFrom(null, 'avc1.4d401f,mp4a.40.2', 'av01.0.05M.08,opus', 'mp4a.40.2'),
});
const renditions = fc.array(rendition, { minLength: 1, maxLength: 8 });
const throughputBps = fc.option(fc.nat(20_000_000));
const maxHeight = fc.option(fc.constantFrom(300, 640, 900, 1920, 3000));

const ladder = [
  { bandwidthBps: 1_600_000, height: 960, codecs: null },
  { bandwidthBps: 400_000, height: 480, codecs: null },
  { bandwidthBps: 800_000, height: 640, codecs: null },
  { bandwidthBps: 4_000_000, height: 1920, codecs: null },
];

function canDecode({ codecs }: { codecs: string | null }): boolean {
  return codecs?.startsWith('av01') !== true;
}

describe('chooseRendition', () => {
  test.each([
    ['takes the highest that fits in four fifths of the throughput', 2_000_000, null, 0],
    ['does not use more than four fifths of the throughput', 1_999_999, null, 2],
    ['takes the lowest when none fits', 100, null, 1],
    ['takes the lowest when nothing was measured', null, null, 1],
    ['goes one step above the screen', 9_000_000, 700, 0],
    ['goes no step above a screen that a rendition fills exactly', 9_000_000, 640, 2],
  ])('%s', (_, throughput, height, expected) => {
    expect(chooseRendition(ladder, { throughputBps: throughput, maxHeight: height })).toBe(expected);
  });

  test('returns -1 if no rendition can be decoded or none is offered', () => {
    const limits = { throughputBps: 1e9, maxHeight: null, canDecode: () => false };
    expect(chooseRendition(ladder, limits)).toBe(-1);
    expect(chooseRendition([], { throughputBps: 1e9, maxHeight: null })).toBe(-1);
  });

  test('takes a rendition of sound only if there is none with video', () => {
    const sound = { bandwidthBps: 64_000, height: null, codecs: 'mp4a.40.2' };
    const limits = { throughputBps: 100_000, maxHeight: null };
    expect(chooseRendition([sound, ...ladder], limits)).toBe(2);
    expect(chooseRendition([sound], limits)).toBe(0);
  });

  test('always takes a decodable rendition if there is one', () => {
    fc.assert(
      fc.property(renditions, throughputBps, maxHeight, (list, throughput, height) => {
        const chosen = list[chooseRendition(list, { throughputBps: throughput, maxHeight: height, canDecode })];
        expect(chosen !== undefined && canDecode(chosen)).toBe(list.some(canDecode));
      }),
    );
  });

  test('a faster network never leads to a lower rendition, nor does a larger screen', () => {
    fc.assert(
      fc.property(renditions, fc.nat(20_000_000), fc.nat(9_000_000), maxHeight, (list, slow, gain, height) => {
        const at = (throughput: number, screen: number | null) =>
          list[chooseRendition(list, { throughputBps: throughput, maxHeight: screen })]?.bandwidthBps ?? NaN;
        expect(at(slow + gain, height)).toBeGreaterThanOrEqual(at(slow, height));
        if (height !== null && at(slow, height) <= slow * 0.8) {
          expect(at(slow, height * 2)).toBeGreaterThanOrEqual(at(slow, height));
        }
      }),
    );
  });

  test('never takes more than one step above the screen', () => {
    fc.assert(
      fc.property(renditions, throughputBps, fc.nat(3000), (list, throughput, height) => {
        const chosen = list[chooseRendition(list, { throughputBps: throughput, maxHeight: height })]?.height ?? 0;
        const between = list.filter(
          (other) => other.height !== null && other.height >= height && other.height < chosen,
        );
        expect(between).toEqual([]);
      }),
    );
  });

  test('takes the highest rendition that the network carries, or the lowest if it carries none', () => {
    fc.assert(
      fc.property(renditions, fc.nat(20_000_000), (list, throughput) => {
        const pictures = list.filter(({ height, codecs }) => height !== null || codecs !== 'mp4a.40.2');
        const candidates = (pictures.length > 0 ? pictures : list).map(({ bandwidthBps }) => bandwidthBps);
        const chosen = list[chooseRendition(list, { throughputBps: throughput, maxHeight: null })]?.bandwidthBps;
        const carried = candidates.filter((bandwidthBps) => bandwidthBps <= throughput * 0.8);
        expect(chosen).toBe(carried.length > 0 ? Math.max(...carried) : Math.min(...candidates));
      }),
    );
  });
});

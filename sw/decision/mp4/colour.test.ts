import { describe, expect, test } from 'vitest';
import { boxesIn, boxOf, type Bytes, letters, uint32s } from './boxes.ts';
import { withColour } from './colour.ts';

/** Parameter sets written by x264. */
const silentSet = '6764001eacd940a02ff97011000003000100000300320f162d96';
const bt709Set = '6764001eacb201405ff2e02d4040405000000300100000030320f162e480';

const tagged = boxOf('colr', letters('nclx'), Uint8Array.of(0, 1, 0, 1, 0, 1, 0));
const aspect = boxOf('pasp', uint32s([1, 1]));

function avcC(...sets: readonly string[]): Bytes {
  const written = sets.flatMap((hex) => [0, hex.length / 2, ...Buffer.from(hex, 'hex')]);
  return boxOf('avcC', Uint8Array.of(1, 100, 0, 30, 0xff, 0xe0 | sets.length, ...written, 0));
}

function described(type: string, heightPx: number, ...inside: readonly Uint8Array[]) {
  const header = new Uint8Array(78);
  new DataView(header.buffer).setUint16(26, heightPx);
  const [stsd] = boxesIn(boxOf('stsd', uint32s([0, 1]), boxOf(type, header, ...inside)));
  if (stsd === undefined) throw new Error('no stsd');
  return stsd;
}

/** Settings written by real encoders. */
function vp9(hex: string) {
  return described('vp09', 360, boxOf('vpcC', Buffer.from(`010000000015${hex}`, 'hex')));
}

function av1(hex: string) {
  return described('av01', 360, boxOf('av1C', Buffer.from(`81010c00${hex}`, 'hex')));
}

function insideOf(stsd: Bytes) {
  const [entry] = boxesIn(boxesIn(stsd)[0]?.content ?? stsd, 8);
  return boxesIn(entry?.content ?? stsd, 78);
}

describe('H.264 video below 720 lines without colour information', () => {
  test('is tagged as BT.601, whatever other boxes the description contains', () => {
    const inside = insideOf(withColour(described('avc1', 360, avcC(silentSet), aspect)));
    expect(inside.map(({ type }) => type)).toEqual(['avcC', 'colr', 'pasp']);
    expect([...(inside[1]?.bytes ?? [])].slice(8)).toEqual([...letters('nclx'), 0, 6, 0, 6, 0, 6, 0]);
  });

  test('is tagged before the four zeros that end a QuickTime description', () => {
    const inside = insideOf(withColour(described('avc1', 360, avcC(silentSet), new Uint8Array(4))));
    expect(inside.map(({ type }) => type)).toEqual(['avcC', 'colr']);
  });

  test.each([
    ['in the Baseline profile', '6742c01ed900a02ff97011000003000100000300320f162e48'],
    ['with 4:4:4 chroma', '67f4001e919b281405ff1380880000030008000003019078b16cb0'],
    ['with non-square pixels', '6764001eacd940a02ff961000003000100000300320f162d96'],
    ['interlaced', '6764001eacd940a063f3e022000003000200000300643e28532c'],
    ['cropped', '6764001eacd940a02fea6ffc2cc02cdc40000003004000000c83c58b6580'],
    ['with a video format and overscan information', '6764001eacd940a02ff9701a44000003000400000300c83c58b658'],
  ])('is recognised %s', (_, set) => {
    const stsd = described('avc1', 360, avcC(set));
    expect(withColour(stsd)).toHaveLength(stsd.bytes.length + 19);
  });
});

describe('pictures of newer codecs below 720 lines', () => {
  test.each([
    ['VP9', vp9('820202020000')],
    ['AV1, by libaom', av1('0a0b0000000cc4ff6736be4010')],
    ['AV1, by libaom in real time', av1('0a0a0000000cc4ff67366002')],
    ['AV1 with timing', av1('0a14040000000400000067400001bcc4ff6736be4010')],
    ['AV1, by SVT', av1('0a0b0000000cc4ff6700be0010')],
    ['AV1 of ten bits', av1('0a0b0000000cc4ff6736be5010')],
  ])('are tagged as BT.601: %s', (_, stsd) => {
    expect(withColour(stsd)).toHaveLength(stsd.bytes.length + 19);
  });

  test.each([
    ['VP9 that specifies its colours', vp9('820101010000')],
    ['VP9 with full-range colours', vp9('830202020000')],
    ['VP9 with 4:4:4 chroma', vp9('860202020000')],
    ['AV1 that specifies its colours', av1('0a0e0000000cc4ff6736be4404040410')],
    ['AV1, by rav1e, that specifies its colours', av1('0a0e000000fa627fb38842a204040428')],
    ['AV1 with full-range colours', av1('0a0b0000000cc4ff6736be4210')],
    ['AV1 with 4:4:4 chroma', av1('0a0b2000000cc4ff6736be4080')],
    ['AV1 that is cut off', av1('0a0b0000000cc4')],
    ['AV1 with its sequence header in the samples', av1('')],
  ])('are not tagged in the case of %s', (_, stsd) => {
    expect(withColour(stsd)).toBe(stsd.bytes);
  });
});

test.each([
  ['for 720 lines', described('avc1', 720, avcC(silentSet))],
  ['whose container specifies its colours', described('avc1', 360, avcC(silentSet), tagged)],
  ['whose stream specifies its colours', described('avc1', 360, avcC(bt709Set))],
  [
    'whose stream specifies only the matrix',
    described('avc1', 360, avcC('6764001eacb201405ff2e02d4080805000000300100000030320f162e480')),
  ],
  [
    'whose stream has full-range colours',
    described('avc1', 360, avcC('6764001eacb201405ff2e02d9000000300100000030320f162e480')),
  ],
  ['whose parameter set is cut off', described('avc1', 360, avcC(silentSet.slice(0, 16)))],
  ['with several parameter sets', described('avc1', 360, avcC(silentSet, bt709Set))],
  ['with its parameter sets in the samples', described('avc1', 360, avcC())],
  ['for another codec', described('hvc1', 360, avcC(silentSet))],
])('a sample description %s is left unchanged', (_, stsd) => {
  expect(withColour(stsd)).toBe(stsd.bytes);
});

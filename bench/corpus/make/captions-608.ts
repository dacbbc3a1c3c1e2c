import { joinUnits, preventStartCodes, splitUnits, typeOf, unitTypes } from './nal-units.ts';
import { streamTypes, typesByPid } from './program-map.ts';
import { readUnits, withContent, writeUnits } from './transport-stream.ts';

/** CEA-608 closed captions in H.264 pictures, on channel CC1: two bytes per picture. */
type Pair = readonly [number, number];

export type Caption = { readonly text: string; readonly fromPicture: number; readonly toPicture: number };

const control = (code: number): Pair => [0x14, code];
const loadNext = control(0x20);
const clearNext = control(0x2e);
const lowestRow = control(0x70);
const showNext = control(0x2f);
const clearShown = control(0x2c);
const emptyPair: Pair = [0, 0];

/**
 * Returns the byte pair of each picture, by picture number. A caption is sent before it is shown; controls are sent
 * twice.
 */
export function pairsOf(captions: readonly Caption[]): ReadonlyMap<number, Pair> {
  const pairs = new Map<number, Pair>();
  const place = (first: number, some: readonly Pair[]) => {
    for (const [at, pair] of some.entries()) pairs.set(first + at, pair);
  };
  for (const { text, fromPicture, toPicture } of captions) {
    const twice = [loadNext, clearNext, lowestRow].flatMap((pair) => [pair, pair]);
    const sent = [...twice, ...lettersOf(text)];
    if (sent.length > fromPicture) throw new Error(`"${text}" cannot be sent before picture ${fromPicture}`);
    place(fromPicture - sent.length, [...sent, showNext, showNext]);
    place(toPicture, [clearShown, clearShown]);
  }
  return pairs;
}

function lettersOf(text: string): Pair[] {
  const codes = [...Buffer.from(text, 'latin1')];
  return codes.flatMap((code, at) => (at % 2 === 0 ? [[code, codes[at + 1] ?? 0] as const] : []));
}

/** Adds captions to a transport stream whose pictures are stored in presentation order. */
export function withCaptions(stream: Buffer, captions: readonly Caption[]): Buffer {
  const units = readUnits(stream);
  const types = typesByPid(units);
  const pairs = pairsOf(captions);
  let picture = -1;
  const captioned = units.map((unit) => {
    if (types.get(unit.pid) !== streamTypes.h264) return unit;
    picture += 1;
    return withContent(unit, (content) => withPair(content, pairs.get(picture) ?? emptyPair));
  });
  return writeUnits(captioned, new Map());
}

/** Inserts the caption unit before the first slice of the picture. */
function withPair(content: Buffer, pair: Pair): Buffer {
  const units = splitUnits(content);
  const pictureAt = units.findIndex((unit) => typeOf(unit) === unitTypes.slice || typeOf(unit) === unitTypes.keySlice);
  return joinUnits([...units.slice(0, pictureAt), captionUnit(pair), ...units.slice(pictureAt)]);
}

/**
 * Returns an SEI unit "user data registered by ITU-T T.35": United States, ATSC, "GA94", captions, one pair of field 1.
 */
function captionUnit(pair: Pair): Buffer {
  const data = [0xb5, 0, 0x31, ...Buffer.from('GA94'), 3, 0xc1, 0xff, 0xfc, ...pair.map(withOddParity), 0xff];
  return preventStartCodes(Buffer.from([unitTypes.information, 4, data.length, ...data, 0x80]));
}

export function withOddParity(code: number): number {
  const ones = code.toString(2).replaceAll('0', '').length;
  return ones % 2 === 0 ? code | 0x80 : code;
}

/** The NAL units of H.264, separated by start codes. */
export const unitTypes = { slice: 1, keySlice: 5, information: 6 } as const;

export function typeOf(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 0x1f;
}

/** Splits a stream into units without start codes. */
export function splitUnits(stream: Buffer): Buffer[] {
  const starts: number[] = [];
  for (let at = stream.indexOf(startCode); at !== -1; at = stream.indexOf(startCode, at + 3)) starts.push(at + 3);
  return starts.map((start, place) => {
    let end = (starts[place + 1] ?? stream.length + 3) - 3;
    // A unit never ends with 0: trailing zeros belong to the next start code.
    while (stream[end - 1] === 0) end -= 1;
    return stream.subarray(start, end);
  });
}

export function joinUnits(units: readonly Uint8Array[]): Buffer {
  return Buffer.concat(units.flatMap((unit) => [Buffer.from([0]), startCode, unit]));
}

/** Inserts an emulation prevention byte (3) wherever the unit contains what looks like a start code. */
export function preventStartCodes(unit: Uint8Array): Buffer {
  const bytes: number[] = [];
  let zeros = 0;
  for (const byte of unit) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from(bytes);
}

const startCode = Buffer.from([0, 0, 1]);

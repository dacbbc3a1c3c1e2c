import { expect, test } from 'vitest';
import { checksum, descriptor, readMap, withStreams } from './program-map.ts';
import { readUnits, type Unit, withContent, writeUnits } from './transport-stream.ts';

const clock = Buffer.from([0x50, 1, 2, 3, 4, 5, 6]);
const unitOf = (pid: number, length: number, adaptation = Buffer.alloc(0)): Unit => {
  return { pid, adaptation, payload: Buffer.alloc(length, length) };
};

test('units of any length survive writing and reading', () => {
  const units = Array.from({ length: 400 }, (_, at) =>
    unitOf(256 + (at % 3), at + 1, at % 2 === 0 ? clock : undefined),
  );
  const stream = writeUnits(units, new Map());
  expect(stream.length % 188).toBe(0);
  const read = readUnits(stream);
  expect(read.map(({ pid, payload }) => ({ pid, payload }))).toEqual(
    units.map(({ pid, payload }) => ({ pid, payload })),
  );
  expect(read.filter((_, at) => at % 2 === 0).every(({ adaptation }) => adaptation.equals(clock))).toBe(true);
});

test('the continuity counters of a stream go on from one segment to the next', () => {
  const counters = new Map<number, number>();
  const stream = Buffer.concat([0, 1].map(() => writeUnits([unitOf(256, 184 * 11)], counters)));
  const counts = Array.from({ length: stream.length / 188 }, (_, at) => stream.readUInt8(at * 188 + 3) & 15);
  expect(counts).toEqual(Array.from({ length: 22 }, (_, at) => at % 16));
});

test('a PES packet gets its new length if it had one, and stays without one otherwise', () => {
  const head = (length: number) => Buffer.from([0, 0, 1, 0xc0, 0, length, 0x80, 0, 0]);
  const changed = (length: number) => {
    const unit = { pid: 257, adaptation: clock, payload: Buffer.concat([head(length), Buffer.from('sound')]) };
    return withContent(unit, () => Buffer.from('sound and more')).payload;
  };
  expect(changed(8)).toEqual(Buffer.concat([head(17), Buffer.from('sound and more')]));
  expect(changed(0)).toEqual(Buffer.concat([head(0), Buffer.from('sound and more')]));
});

test('a program map table survives writing and reading, with a valid checksum', () => {
  const empty = [0, 2, 0xb0, 0x0d, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xf0, 0, 0, 0, 0, 0];
  const table: Unit = { pid: 4096, adaptation: Buffer.alloc(0), payload: Buffer.from(empty) };
  const streams = [
    { type: 0xdb, pid: 256, descriptors: descriptor(0x0f, 'zavc') },
    { type: 0xcf, pid: 257, descriptors: Buffer.alloc(0) },
  ];
  const written = withStreams(table, streams);
  expect(readMap(written)).toEqual(streams);
  const bytes = 3 + (written.payload.readUInt16BE(2) & 0xfff);
  expect(checksum(written.payload.subarray(1, 1 + bytes))).toBe(0);
  expect(checksum(Buffer.from('123456789'))).toBe(0x0376e6e7);
});

import { expect, test } from 'vitest';
import { FrameReader, serverFrame } from './web-socket-frames.ts';

/** Returns the frame masked, as a client would send it. */
function masked(frame: Buffer, headerBytes: number, mask: readonly number[]): Buffer {
  const header = Buffer.from(frame.subarray(0, headerBytes));
  header[1] = (header[1] ?? 0) | 0x80;
  const payload = frame.subarray(headerBytes).map((byte, place) => byte ^ (mask[place % 4] ?? 0));
  return Buffer.concat([header, Buffer.from(mask), payload]);
}

test.each([1, 3, 1000, 100_000])(
  'texts are read back unchanged when their frames arrive in chunks of %i bytes',
  (size) => {
    const sent = ['', 'Tromsø 🌌', ...[125, 126, 127, 400].map((length) => 'x'.repeat(length))];
    if (size > 3) sent.push('x'.repeat(65_535), 'x'.repeat(65_536));
    const bytes = Buffer.concat(sent.map(serverFrame));
    const reader = new FrameReader();
    const messages = [];
    for (let at = 0; at < bytes.length; at += size) messages.push(...reader.read(bytes.subarray(at, at + size)));
    expect(messages.map(({ text }) => text)).toEqual(sent);
    expect(Buffer.concat(messages.map(({ raw }) => raw)).equals(bytes)).toBe(true);
  },
);

test('a client frame is unmasked, and its raw bytes are kept unchanged', () => {
  const frame = masked(serverFrame('{"id":1}'), 2, [1, 2, 3, 4]);
  expect(new FrameReader().read(frame)).toEqual([{ raw: frame, text: '{"id":1}' }]);
});

test('frames of one message are joined, and a ping between them is a separate message', () => {
  const [first, ping, last] = [
    [0x01, 2, 0x61, 0x62],
    [0x89, 0],
    [0x80, 1, 0x63],
  ].map((bytes) => Buffer.from(bytes));
  const messages = new FrameReader().read(Buffer.concat([first, ping, last].map((bytes) => bytes ?? Buffer.alloc(0))));
  expect(messages.map(({ text }) => text)).toEqual([null, 'abc']);
});

test('a frame longer than the limit is rejected', () => {
  const frame = Buffer.from([0x81, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  expect(() => new FrameReader().read(frame)).toThrow('longer than the allowed');
});

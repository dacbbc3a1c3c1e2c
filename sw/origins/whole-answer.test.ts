import { describe, expect, it } from 'vitest';
import type { ByteRange } from '../decision/resource/identity.ts';
import { resourceOf } from '../decision/resource/resource.ts';
import { readWholeAnswer } from './whole-answer.ts';

const read = (response: Response, range: ByteRange | null = null) =>
  readWholeAnswer(resourceOf('https://a.example/0.m4s', range, { origins: [], volatileParameters: [] }), response, {
    bps: 8000,
    nowMs: 0,
  });
const media = { 'content-type': 'video/mp4' };

describe('a response that the browser fetched on its own', () => {
  it('has the transfer time that the throughput estimate implies', async () => {
    const { body, transferMs } = await read(
      new Response('0123456789', { headers: { ...media, 'content-length': '10' } }),
    );
    expect(await body.text()).toBe('0123456789');
    expect(transferMs).toBe(10);
  });

  it('is cut to the requested range if the origin sent the whole file', async () => {
    const { body } = await read(new Response('0123456789', { headers: media }), { firstByte: 2, lastByte: 4 });
    expect(await body.text()).toBe('234');
  });

  it('is complete if a cross-origin server has compressed it', async () => {
    const response = new Response('0123456789', { headers: { ...media, 'content-length': '4' } });
    const { body } = await read(Object.defineProperty(response, 'type', { value: 'cors' }));
    expect(await body.text()).toBe('0123456789');
  });

  it.each([
    ['breaks off', new Response('01234', { headers: { ...media, 'content-length': '10' } }), 'truncated'],
    ['is a web page', new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'wrong-type'],
    ['has an error status', new Response('', { status: 503 }), 'status'],
  ])('is refused when it %s', async (_, response, reason) => {
    await expect(read(response)).rejects.toMatchObject({ reason });
  });
});

import { afterEach, expect, it, vi } from 'vitest';
import { FakeMemory } from '../testing/fake-memory.ts';
import { Readings } from './readings.ts';

afterEach(() => void vi.unstubAllGlobals());

/** What an element gets for a part of its file, from here or by itself. */
async function read(readings: Readings, range: string, { page = 'page', mode = 'no-cors', hasIt = true } = {}) {
  vi.stubGlobal('fetch', () => Promise.resolve(networks()));
  const request = new Request('https://media.example/a.mp4', { headers: { range } });
  Object.defineProperty(request, 'mode', { value: mode });
  const answer = await readings.answer({ clientId: page, request }, () =>
    Promise.resolve(hasIt ? new Response() : networks()),
  );
  return answer.type === 'default' ? 'here' : 'network';
}

/** What only the browser can make is told apart from what a worker makes by its type. */
const networks = () => Object.defineProperty(new Response(), 'type', { value: 'opaque' });

it('lets an element read on where it has begun', async () => {
  const readings = new Readings(new FakeMemory());
  expect(await read(readings, 'bytes=4096-', { page: 'begun before the worker' })).toBe('network');
  expect(await read(readings, 'bytes=0-', { hasIt: false })).toBe('network');
  expect(await read(readings, 'bytes=4096-')).toBe('network');
  expect(await read(readings, 'bytes=0-')).toBe('here');
  expect(await read(readings, 'bytes=4096-')).toBe('here');
  expect(await read(readings, 'bytes=4096-', { page: 'another' })).toBe('network');
});

it('lets an element read on here when the worker was stopped meanwhile, and tells nobody which file it is', async () => {
  const memory = new FakeMemory();
  await read(new Readings(memory), 'bytes=0-');
  await vi.waitFor(() => expect(memory.saved).toHaveLength(1));
  expect(JSON.stringify(memory.saved)).not.toContain('media.example');
  expect(await read(new Readings(memory), 'bytes=4096-')).toBe('here');
});

it('lets an element that asks by CORS read from here whatever it has begun with', async () => {
  expect(await read(new Readings(new FakeMemory()), 'bytes=4096-', { mode: 'cors' })).toBe('here');
});

it('knows nothing of what was read before a sign-out', async () => {
  const memory = new FakeMemory();
  const readings = new Readings(memory);
  await read(readings, 'bytes=0-');
  await readings.forget();
  expect(await read(readings, 'bytes=4096-')).toBe('network');
  expect(await read(new Readings(memory), 'bytes=4096-')).toBe('network');
});

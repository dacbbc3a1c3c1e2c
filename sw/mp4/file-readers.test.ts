import { afterEach, expect, it, vi } from 'vitest';
import { FakeMemory } from '../testing/fake-memory.ts';
import { FileReaders } from './file-readers.ts';

afterEach(() => void vi.unstubAllGlobals());

/** Whether an element gets a part of its file from the worker ('here') or from the network. */
async function read(readings: FileReaders, range: string, { page = 'page', mode = 'no-cors', hasIt = true } = {}) {
  vi.stubGlobal('fetch', () => Promise.resolve(networks()));
  const request = new Request('https://media.example/a.mp4', { headers: { range } });
  Object.defineProperty(request, 'mode', { value: mode });
  const answer = await readings.answer({ clientId: page, request }, () =>
    Promise.resolve(hasIt ? new Response() : networks()),
  );
  return answer.type === 'default' ? 'here' : 'network';
}

/** A network response to a no-cors request, which only the browser can create: its type is `opaque`. */
const networks = () => Object.defineProperty(new Response(), 'type', { value: 'opaque' });

it('lets an element continue from the source it began with', async () => {
  const readings = new FileReaders(new FakeMemory());
  expect(await read(readings, 'bytes=4096-', { page: 'begun before the worker' })).toBe('network');
  expect(await read(readings, 'bytes=-500', { page: 'begun before the worker' })).toBe('network');
  expect(await read(readings, 'bytes=0-', { hasIt: false })).toBe('network');
  expect(await read(readings, 'bytes=4096-')).toBe('network');
  expect(await read(readings, 'bytes=0-')).toBe('here');
  expect(await read(readings, 'bytes=4096-')).toBe('here');
  expect(await read(readings, 'bytes=4096-', { page: 'another' })).toBe('network');
});

it('lets an element continue from the worker after a restart, without storing the URL of the file', async () => {
  const memory = new FakeMemory();
  await read(new FileReaders(memory), 'bytes=0-');
  await vi.waitFor(() => expect(memory.saved).toHaveLength(1));
  expect(JSON.stringify(memory.saved)).not.toContain('media.example');
  expect(await read(new FileReaders(memory), 'bytes=4096-')).toBe('here');
});

it('always lets an element with a CORS request read from the worker', async () => {
  expect(await read(new FileReaders(new FakeMemory()), 'bytes=4096-', { mode: 'cors' })).toBe('here');
});

it('forgets at a sign-out which files were being read', async () => {
  const memory = new FakeMemory();
  const readings = new FileReaders(memory);
  await read(readings, 'bytes=0-');
  await readings.forget();
  expect(await read(readings, 'bytes=4096-')).toBe('network');
  expect(await read(new FileReaders(memory), 'bytes=4096-')).toBe('network');
});

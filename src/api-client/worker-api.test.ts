import { afterEach, expect, it, vi } from 'vitest';
import { readLogs, setLogLevel, WorkerApiError } from './worker-api.ts';

const answerWith = (answer: () => Promise<Response>) => {
  const asked = vi.fn(answer);
  vi.stubGlobal('fetch', asked);
  return asked;
};
const json = (body: unknown, status = 200) => Promise.resolve(new Response(JSON.stringify(body), { status }));

afterEach(() => vi.unstubAllGlobals());

it('reads an answer of the worker', async () => {
  answerWith(() => json({ level: 'warn', records: [] }));
  expect(await readLogs()).toEqual({ level: 'warn', records: [] });
});

it('names the field of an invalid answer', async () => {
  answerWith(() => json({ level: 'loud', records: [] }));
  await expect(readLogs()).rejects.toThrow(/logs answered 200: level: /);
});

it('rejects with the detail and status of a problem response', async () => {
  answerWith(() => json({ title: 'Store away', detail: 'The configuration could not be written down' }, 503));
  const error = await setLogLevel('debug').catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(WorkerApiError);
  expect(error).toMatchObject({ status: 503, detail: 'The configuration could not be written down' });
});

it('names the path if there was no answer, or one that is not JSON', async () => {
  for (const answer of [
    () => Promise.reject(new TypeError('offline')),
    () => Promise.resolve(new Response('<html>')),
  ]) {
    answerWith(answer);
    await expect(readLogs()).rejects.toMatchObject({ path: '/api/v1/logs', status: 0 });
  }
});

it('sends a change as JSON', async () => {
  const asked = answerWith(() => json({}));
  await setLogLevel('debug');
  expect(asked).toHaveBeenCalledWith(
    '/api/v1/config',
    expect.objectContaining({ method: 'PUT', body: '{"logging":{"level":"debug"}}' }),
  );
});

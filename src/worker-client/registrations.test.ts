import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { registrationsOf } from './registrations.ts';

const script = new URL('https://site.example/nextreel-sw.js');

/** A container whose list of registrations is this. */
const listing = (getRegistrations: () => Promise<object[]>): ServiceWorkerContainer =>
  Object.assign(Object.create(null), { getRegistrations });
const refusing = (cause: Error) => listing(() => Promise.reject(cause));

beforeEach(() => void vi.stubGlobal('location', { href: 'https://site.example/' }));
afterEach(() => void vi.unstubAllGlobals());

it('the registrations of a script are found, whatever state their workers are in', async () => {
  const workerOf = (path: string) => ({ scriptURL: `https://site.example${path}` });
  const own = [{ active: workerOf('/nextreel-sw.js') }, { installing: workerOf('/nextreel-sw.js?v=2') }];
  const container = listing(() => Promise.resolve([...own, { active: workerOf('/other.js') }]));
  expect(await registrationsOf(script, container)).toEqual(own);
});

it.each(['SecurityError', 'NotSupportedError'])(
  'a page that the browser denies service workers with a %s can have none',
  async (name) => {
    expect(await registrationsOf(script, refusing(new DOMException('denied', name)))).toBeUndefined();
  },
);

// Its worker may still store something.
it('a page whose browser cannot list the registrations now may have some', async () => {
  const cause = new DOMException('the list cannot be read', 'AbortError');
  await expect(registrationsOf(script, refusing(cause))).rejects.toBe(cause);
});

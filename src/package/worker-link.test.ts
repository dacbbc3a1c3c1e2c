import { afterEach, expect, it, vi } from 'vitest';
import { Warnings } from './warnings.ts';
import { WorkerLink } from './worker-link.ts';

const origin = 'https://site.example';
const script = new URL(`${origin}/nextreel-sw.js`);

afterEach(() => vi.unstubAllGlobals());

type Asked = { readonly answer: (response: Response) => void };

/** A page served by a worker whose answers the test controls. */
async function startLink() {
  const workerOf = (name: string) => ({ name, scriptURL: script.href });
  const container = Object.assign(new EventTarget(), {
    controller: workerOf('old'),
    getRegistration: () => Promise.resolve(undefined),
    register: () => Promise.resolve({ update: () => Promise.reject(new Error('there is no network')) }),
  });
  const asked: Asked[] = [];
  const globals = {
    document: new EventTarget(),
    location: new URL(origin),
    isSecureContext: true,
    navigator: { serviceWorker: container },
    VERSION: 'test',
    fetch: () => new Promise<Response>((resolve) => void asked.push({ answer: resolve })),
  };
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  const link = new WorkerLink({
    place: { script, scope: new URL(origin) },
    origins: () => [],
    warnings: new Warnings(() => undefined),
    onServed: () => undefined,
    signal: new AbortController().signal,
  });
  const isAsked = (times: number) => vi.waitFor(() => expect(asked).toHaveLength(times), { timeout: 8_000 });
  const answer = async (place: number, response: Response) => {
    await isAsked(place + 1);
    asked[place]?.answer(response);
  };
  const takeOver = (name: string) => {
    container.controller = workerOf(name);
    container.dispatchEvent(new Event('controllerchange'));
  };
  const expectSpokenTo = (name: string) => vi.waitFor(() => expect(link.worker).toMatchObject({ name }));
  await answer(0, worker());
  await link.ready;
  await expectSpokenTo('old');
  return { link, asked, isAsked, answer, takeOver, expectSpokenTo };
}

const worker = () => new Response(null, { headers: { 'x-nextreel-version': 'test' } });
const file = () => new Response('/*! nextreel 1.0.0 */', { headers: { 'content-type': 'text/javascript' } });

it('a worker that takes over while the previous one is being asked is asked too, and then used', async () => {
  const { link, isAsked, answer, takeOver, expectSpokenTo } = await startLink();
  link.mayFetchFrom(['https://media.example']);
  await isAsked(2);
  takeOver('new');
  await answer(1, worker());
  await answer(2, worker());
  await expectSpokenTo('new');
});

it('a worker that the browser bypassed once, because it failed to start, is asked again', async () => {
  const { answer, takeOver, expectSpokenTo } = await startLink();
  takeOver('new');
  await answer(1, file());
  await answer(2, worker());
  await expectSpokenTo('new');
});

it('a worker that took over and could not be asked is asked again when the page next needs one', async () => {
  const { link, asked, answer, takeOver, expectSpokenTo } = await startLink();
  const media = ['https://media.example'];
  takeOver('new');
  await answer(1, new Response(null, { status: 503 }));
  await vi.waitFor(() => {
    expect(link.mayFetchFrom(media)).toBe(false);
    expect(asked).toHaveLength(3);
  });
  await answer(2, worker());
  await expectSpokenTo('new');
  expect(link.mayFetchFrom(media)).toBe(true);
});

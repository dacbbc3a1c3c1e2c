import { expect, it } from 'vitest';
import { WaitingRequests } from './waiting-requests.ts';

const url = 'https://a.example/r1/index.m3u8';

/** The page asks for something, and has got nothing yet. */
function wait(headers: Record<string, string> = {}) {
  const requests = new WaitingRequests();
  const signals: AbortSignal[] = [];
  const settle: (() => void)[] = [];
  const ask = () =>
    requests.answer({ clientId: 'page', request: new Request(url, { headers }) }, (signal) => {
      signals.push(signal);
      return new Promise((resolve) => settle.push(() => resolve(new Response())));
    });
  const first = ask();
  return { requests, settle, ask, first, stopped: () => signals.map(({ aborted }) => aborted) };
}

it('stops what the page has given up', () => {
  const { requests, stopped } = wait();
  requests.giveUp({ url, range: null }, 'page');
  expect(stopped()).toEqual([true]);
});

it.each([
  ['of another page', { url, range: null }, 'other'],
  ['for another file', { url: `${url}?2`, range: null }, 'page'],
  ['for a part of the file', { url, range: 'bytes=0-9' }, 'page'],
])('goes on with its own when one %s is given up', (_which, givenUp, pageId) => {
  const { requests, stopped } = wait();
  requests.giveUp(givenUp, pageId);
  expect(stopped()).toEqual([false]);
});

it('tells parts of a file apart', () => {
  const { requests, stopped } = wait({ range: 'bytes=0-9' });
  requests.giveUp({ url, range: 'bytes=10-19' }, 'page');
  expect(stopped()).toEqual([false]);
  requests.giveUp({ url, range: 'bytes=0-9' }, 'page');
  expect(stopped()).toEqual([true]);
});

it('goes on with what the page has asked for again, until that is given up too', () => {
  const { requests, stopped, ask } = wait();
  void ask();
  requests.giveUp({ url, range: null }, 'page');
  expect(stopped()).toEqual([true, false]);
  requests.giveUp({ url, range: null }, 'page');
  expect(stopped()).toEqual([true, true]);
});

it('leaves an answer alone that the page has', async () => {
  const { requests, settle, first, stopped } = wait();
  settle[0]?.();
  await first;
  requests.giveUp({ url, range: null }, 'page');
  expect(stopped()).toEqual([false]);
});

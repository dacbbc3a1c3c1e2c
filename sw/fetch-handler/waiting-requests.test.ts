import { expect, it } from 'vitest';
import { WaitingRequests } from './waiting-requests.ts';

const url = 'https://a.example/r1/index.m3u8';

/** The page asks for something at one second past, and has got nothing yet. */
function wait(headers: Record<string, string> = {}) {
  let nowMs = 1_000;
  const requests = new WaitingRequests(() => nowMs);
  const signals: AbortSignal[] = [];
  const settle: (() => void)[] = [];
  const ask = (atMs = nowMs) => {
    nowMs = atMs;
    return requests.answer({ clientId: 'page', request: new Request(url, { headers }) }, (signal) => {
      signals.push(signal);
      return new Promise((resolve) => settle.push(() => resolve(new Response())));
    });
  };
  const first = ask();
  return { requests, settle, ask, first, stopped: () => signals.map(({ aborted }) => aborted) };
}

const givenUp = { url, range: null, atMs: 1_500 };

it('stops what the page has given up', () => {
  const { requests, stopped } = wait();
  requests.giveUp(givenUp, 'page');
  expect(stopped()).toEqual([true]);
});

it.each([
  ['of another page', givenUp, 'other'],
  ['for another file', { ...givenUp, url: `${url}?2` }, 'page'],
  ['for a part of the file', { ...givenUp, range: 'bytes=0-9' }, 'page'],
  ['that was given up before this one came', { ...givenUp, atMs: 999 }, 'page'],
])('goes on with its own when one %s is given up', (_which, other, pageId) => {
  const { requests, stopped } = wait();
  requests.giveUp(other, pageId);
  expect(stopped()).toEqual([false]);
});

it('tells parts of a file apart', () => {
  const { requests, stopped } = wait({ range: 'bytes=0-9' });
  requests.giveUp({ ...givenUp, range: 'bytes=10-19' }, 'page');
  expect(stopped()).toEqual([false]);
  requests.giveUp({ ...givenUp, range: 'bytes=0-9' }, 'page');
  expect(stopped()).toEqual([true]);
});

it('goes on with what the page has asked for again, whatever came first', async () => {
  const { requests, settle, first, stopped, ask } = wait();
  void ask(1_600);
  settle[0]?.();
  await first;
  requests.giveUp(givenUp, 'page');
  expect(stopped()).toEqual([false, false]);
});

it('goes on with both of two players of a reel until both have given up', () => {
  const { requests, stopped, ask } = wait();
  void ask(1_100);
  requests.giveUp(givenUp, 'page');
  expect(stopped()).toEqual([false, false]);
  requests.giveUp(givenUp, 'page');
  expect(stopped()).toEqual([true, true]);
});

it('leaves an answer alone that the page has', async () => {
  const { requests, settle, first, stopped } = wait();
  settle[0]?.();
  await first;
  requests.giveUp(givenUp, 'page');
  expect(stopped()).toEqual([false]);
});

import { expect, it } from 'vitest';
import { WaitingRequests } from './waiting-requests.ts';

const url = 'https://a.example/r1/index.m3u8';

/** A page sends a request at 1000 ms and has no response yet. */
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

it('aborts a request that the page has given up', () => {
  const { requests, stopped } = wait();
  requests.giveUp(givenUp, 'page');
  expect(stopped()).toEqual([true]);
});

it.each([
  ['from another page', givenUp, 'other'],
  ['for another file', { ...givenUp, url: `${url}?2` }, 'page'],
  ['for a part of the file', { ...givenUp, range: 'bytes=0-9' }, 'page'],
  ['that was given up before this one arrived', { ...givenUp, atMs: 999 }, 'page'],
])('does not abort a request when another one %s is given up', (_which, other, pageId) => {
  const { requests, stopped } = wait();
  requests.giveUp(other, pageId);
  expect(stopped()).toEqual([false]);
});

it('tells requests for different ranges of a file apart', () => {
  const { requests, stopped } = wait({ range: 'bytes=0-9' });
  requests.giveUp({ ...givenUp, range: 'bytes=10-19' }, 'page');
  expect(stopped()).toEqual([false]);
  requests.giveUp({ ...givenUp, range: 'bytes=0-9' }, 'page');
  expect(stopped()).toEqual([true]);
});

it('does not abort a repeated request when only the earlier one was given up', async () => {
  const { requests, settle, first, stopped, ask } = wait();
  void ask(1_600);
  settle[0]?.();
  await first;
  requests.giveUp(givenUp, 'page');
  expect(stopped()).toEqual([false, false]);
});

it('aborts the same request of two players only when both have given up', () => {
  const { requests, stopped, ask } = wait();
  void ask(1_100);
  requests.giveUp(givenUp, 'page');
  expect(stopped()).toEqual([false, false]);
  requests.giveUp(givenUp, 'page');
  expect(stopped()).toEqual([true, true]);
});

it('does not abort a request that has been answered', async () => {
  const { requests, settle, first, stopped } = wait();
  settle[0]?.();
  await first;
  requests.giveUp(givenUp, 'page');
  expect(stopped()).toEqual([false]);
});

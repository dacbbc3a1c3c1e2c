import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { SavedList } from '../shared/saved.ts';
import { replyTimeoutMs, requestSavedList } from './saved-request.ts';

const listOf = (cachedBytes: number): SavedList => ({
  type: 'saved',
  reels: [],
  origins: [],
  left: [],
  storage: { savedBytes: 0, cachedBytes, budgetBytes: 0 },
});

/** The messages to the worker, in order, each with the port for its reply. */
let asked: { readonly message: unknown; readonly port: MessagePort | undefined }[];
let container: EventTarget;

const worker = {
  postMessage: (message: unknown, [port]: readonly MessagePort[]) => asked.push({ message, port }),
};

beforeEach(() => {
  asked = [];
  container = Object.assign(new EventTarget(), { ready: Promise.resolve({ active: worker }) });
  vi.stubGlobal('navigator', { serviceWorker: container });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('resolves with the reply to its own message, not with other messages to the page', async () => {
  const first = requestSavedList({ type: 'list-saved' });
  const second = requestSavedList({ type: 'order-saved', reelIds: ['koi'], order: 'remove' });
  await vi.waitFor(() => expect(asked).toHaveLength(2));
  container.dispatchEvent(Object.assign(new Event('message'), { data: listOf(1) }));
  asked[1]?.port?.postMessage(listOf(2));
  asked[0]?.port?.postMessage(listOf(3));
  expect(await second).toEqual(listOf(2));
  expect(await first).toEqual(listOf(3));
});

it('rejects a reply that is not a list of saved reels', async () => {
  const answer = requestSavedList({ type: 'list-saved' });
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  asked[0]?.port?.postMessage({ ...listOf(1), reels: 'all' });
  await expect(answer).rejects.toThrow('the worker sent an unexpected answer');
});

it('rejects if the worker does not reply in time', async () => {
  vi.useFakeTimers();
  const answer = expect(requestSavedList({ type: 'list-saved' })).rejects.toThrow('the worker does not answer');
  await vi.advanceTimersByTimeAsync(replyTimeoutMs);
  await answer;
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readPageMessage } from '../shared/messages.ts';
import { maxReelsAtOnce, type SavedReel, savedChangedMessage } from '../shared/saved.ts';
import { signedOutMessage } from '../shared/signed-out.ts';
import { SavedClient } from './saved-client.ts';

const reel: SavedReel = {
  id: 'koi',
  url: 'https://a.example/koi/main.m3u8',
  format: 'hls',
  poster: null,
  durationSeconds: 4,
  tags: [],
  title: 'Koi',
  author: 'Ann',
};

/** The messages that the worker has received, and functions that send its replies. */
let sent: { readonly type: string; readonly order?: string }[];
let answer: (listed: boolean) => void;
let receive: (data: unknown) => void;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  const container = new EventTarget();
  answer = (isListed) => {
    const status = { reel, state: 'saved', problem: null, update: 'none', doneFiles: 1, totalFiles: 1, bytes: 1 };
    const storage = { savedBytes: 0, cachedBytes: 0, budgetBytes: 0 };
    receive({ type: 'saved', reels: isListed ? [status] : [], origins: [], left: [], storage });
  };
  receive = (data) => void container.dispatchEvent(Object.assign(new Event('message'), { data }));
  const registration = { active: { postMessage: (message: (typeof sent)[number]) => sent.push(message) } };
  Object.assign(container, { getRegistration: () => Promise.resolve(registration) });
  vi.stubGlobal('navigator', { serviceWorker: container });
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'hidden' }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const orders = () => sent.flatMap(({ type, order = type }) => (type === 'list-saved' ? [] : [order]));

it('an order that a stopped worker missed is repeated until the saved list shows its effect', async () => {
  const client = new SavedClient(() => undefined);
  await client.save([reel]);
  answer(false);
  await vi.advanceTimersByTimeAsync(1000);
  answer(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(orders()).toEqual(['save', 'save']);
  await client.order('remove', ['koi']);
  await vi.advanceTimersByTimeAsync(1000);
  answer(false);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(orders()).toEqual(['save', 'save', 'remove', 'remove']);
});

it('an order to update is repeated until there is a new list', async () => {
  const client = new SavedClient(() => undefined);
  await client.refresh();
  answer(true);
  await client.order('update', ['koi']);
  await vi.advanceTimersByTimeAsync(1000);
  expect(orders()).toEqual(['update', 'update']);
  answer(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(orders()).toEqual(['update', 'update']);
});

it('an order for more reels than one message may hold is rejected and not sent', async () => {
  const client = new SavedClient(() => undefined);
  const reels = Array.from({ length: maxReelsAtOnce + 1 }, (_, place) => ({ ...reel, id: String(place) }));
  const refusal = new RangeError('1001 reels are too many: at most 1000 at once.');
  await expect(client.save(reels)).rejects.toThrow(refusal);
  const ids = reels.map(({ id }) => id);
  await expect(client.order('remove', ids)).rejects.toThrow(refusal);
  expect(sent).toEqual([]);
  expect(await client.save(reels.slice(1))).toBe(true);
  expect(readPageMessage(sent[0])).toMatchObject({ type: 'save', reels: reels.slice(1) });
});

it('an order is not repeated after a newer one, nor more than five times', async () => {
  const client = new SavedClient(() => undefined);
  await client.save([reel]);
  await client.order('remove', ['koi']);
  answer(false);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(orders()).toEqual(['save', 'remove']);
  await client.save([reel]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(orders().slice(2)).toEqual(Array.from({ length: 6 }, () => 'save'));
});

it('the saved list is read again after any page has changed it, until the client is aborted', async () => {
  const ending = new AbortController();
  const shown: number[] = [];
  const client = new SavedClient(({ reels }) => shown.push(reels.length), { signal: ending.signal });
  await client.refresh();
  answer(false);
  sent = [];
  receive(savedChangedMessage);
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([{ type: 'list-saved' }]);
  answer(true);
  expect(shown).toEqual([0, 1]);
  ending.abort();
  receive(savedChangedMessage);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent).toHaveLength(1);
});

it('the list is requested again, five times at most, until the worker answers', async () => {
  const client = new SavedClient(() => undefined);
  await client.refresh();
  await vi.advanceTimersByTimeAsync(5000);
  expect(sent).toHaveLength(2);
  answer(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toHaveLength(2);
  await client.refresh();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(sent.slice(2)).toHaveLength(6);
});

it('signing out drops the list and the pending orders of the viewer', async () => {
  const client = new SavedClient(() => undefined);
  await client.refresh();
  answer(true);
  await client.save([{ ...reel, id: 'tide' }]);
  receive(signedOutMessage);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([orders(), client.list]).toEqual([['save'], null]);
});

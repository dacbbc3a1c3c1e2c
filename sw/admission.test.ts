import { expect, test, vi } from 'vitest';
import type { PageMessage } from '../src/shared/messages.ts';
import { Admission } from './admission.ts';

const signal: PageMessage = {
  type: 'signal',
  viewerId: 'ann',
  signal: { kind: 'interaction', atMs: 0, reelId: 'a', action: 'like' },
};
const order: PageMessage = { type: 'order-saved', reelIds: ['a'], order: 'remove' };

/** A worker to which `former` has signed out; `isKnown` is false until it has read that from the store. */
function open({ former = '', isKnown = true } = {}) {
  const formerPages = {
    isKnown,
    has: (pageId: string) => formerPages.isKnown && pageId === former,
    admits: vi.fn((pageId: string) => Promise.resolve(!formerPages.has(pageId))),
  };
  let pass = () => undefined as void;
  const wait = vi.fn(() => new Promise<void>((resolve) => (pass = resolve)));
  return { admission: new Admission({ formerPages, wait }), formerPages, wait, pass: () => pass() };
}

test.each<[string, PageMessage, boolean]>([
  ['may still take its worker over', { type: 'take-over' }, true],
  ['may go on for another viewer', { type: 'next-viewer' }, true],
  ['may remove Nextreel', { type: 'remove-nextreel' }, true],
  ['may sign out again', { type: 'sign-out-nextreel' }, true],
  ['may not report what its viewer does', signal, false],
  ['may not order saved reels about', order, false],
  ['may not see the saved reels', { type: 'list-saved' }, false],
])('a page whose viewer has signed out %s', async (_what, message, isAdmitted) => {
  expect(await open({ former: 'page' }).admission.admits(message, 'page')).toBe(isAdmitted);
  expect(await open().admission.admits(message, 'page')).toBe(true);
});

test('a message that names its viewer is admitted for that viewer', async () => {
  const { admission, formerPages } = open();
  await admission.admits(signal, 'page');
  expect(formerPages.admits).toHaveBeenCalledExactlyOnceWith('page', 'ann');
});

test('what is stored waits until the worker knows who has signed out, and other messages do not', async () => {
  const { admission, formerPages, wait, pass } = open({ former: 'page', isKnown: false });
  expect(await admission.admits({ type: 'list-saved' }, 'page')).toBe(true);
  expect(wait).not.toHaveBeenCalled();
  const verdict = admission.admits(order, 'page');
  await vi.waitFor(() => expect(wait).toHaveBeenCalledOnce());
  formerPages.isKnown = true;
  pass();
  expect(await verdict).toBe(false);
});

test('a store that cannot tell holds nothing up for long', async () => {
  const { admission, wait, pass } = open({ isKnown: false });
  const verdict = admission.admits(order, 'page');
  await vi.waitFor(() => expect(wait).toHaveBeenCalledOnce());
  pass();
  expect(await verdict).toBe(true);
});

import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { status } from '../offline/testing/saved-status.ts';
import { signedOutMessage } from '../shared/signed-out.ts';
import { connect } from './connect.ts';
import type { Nextreel } from './nextreel.ts';
import { FakePage, FakeVideo } from './testing/fake-page.ts';

const entry = (id: string) => ({ id, src: `${id}.m3u8` });
const feed = [entry('a'), entry('b')];

let page: FakePage;
let warnings: string[];
let nextreel: Nextreel;

const views = () => page.said.filter(({ type }) => type === 'view');
/** The viewer id and position in the last view that the page posted. */
const lastView = () =>
  views()
    .map(({ viewerId, currentIndex }) => ({ viewerId, currentIndex }))
    .at(-1);
const savedList = {
  type: 'saved',
  reels: [status],
  origins: [],
  left: [],
  storage: { savedBytes: 1, cachedBytes: 0, budgetBytes: 0 },
};
const viewer = () => page.notes['nextreel:viewer'];

/** Parts of the package are imported on demand, which may take a while. */
const patience = { timeout: 8_000 };

// The page adds more abort listeners to one signal than Node allows without a warning.
setMaxListeners(100);

beforeEach(async () => {
  warnings = [];
  page = new FakePage(({ method }) => {
    // The worker forgets the viewer and everything posted so far.
    if (method === 'DELETE') page.said = [];
    return undefined;
  });
  page.notes['nextreel:viewer'] = 'ann';
  page.elements = ['a', 'b'].map((id) => Object.assign(new FakeVideo(), { dataset: { reel: id } }));
  for (const [name, value] of Object.entries(page.globals)) vi.stubGlobal(name, value);
  nextreel = connect({ onWarning: (message) => warnings.push(message) });
  nextreel.setFeed(() => feed);
  nextreel.watch('video', ({ dataset }) => dataset['reel']);
  expect(await nextreel.ready).toEqual({ state: 'on' });
  page.see('a');
  await vi.waitFor(() => expect(lastView()).toEqual({ viewerId: 'ann', currentIndex: 0 }), patience);
  await vi.waitFor(() => expect(warnings).toEqual(['What the device can do is not known.']), patience);
  page.said = [];
  warnings = [];
});

afterEach(async () => {
  nextreel.disconnect();
  // The connection ends in a separate task.
  await new Promise((resolve) => setTimeout(resolve));
  vi.unstubAllGlobals();
  performance.clearMeasures();
});

describe('after a sign-out', () => {
  it('a reel that stays in the window counts as shown once a feed contains it, without a swipe', async () => {
    await nextreel.signOut();
    expect([viewer(), page.said]).toEqual([expect.not.stringMatching('ann'), []]);
    nextreel.setFeed(feed);
    expect(page.said[0]).toEqual({ type: 'next-viewer' });
    expect(lastView()).toEqual({ viewerId: viewer(), currentIndex: 0 });
    expect(warnings).toEqual([]);
  });

  it('a reel left over from the old feed causes no warning and no view until a feed contains it', async () => {
    await nextreel.signOut();
    nextreel.setFeed([entry('c')]);
    expect([views(), warnings]).toEqual([[], []]);
    nextreel.add([entry('a')]);
    expect(lastView()).toEqual({ viewerId: viewer(), currentIndex: 1 });
  });

  it('a feed function that throws causes a warning, and the page continues without a feed', async () => {
    let isOver = false;
    nextreel.setFeed(() => {
      if (isOver) throw new Error('no viewer is signed in');
      return feed;
    });
    await nextreel.signOut();
    isOver = true;
    page.said = [];
    expect(() => page.see('b')).not.toThrow();
    expect(views()).toEqual([]);
    expect(warnings).toContainEqual(expect.stringContaining('setFeed(): the feed function threw an error'));
  });

  it('a feed given as a function is set again when the viewer goes on to another reel', async () => {
    await nextreel.signOut();
    expect(page.said).toEqual([]);
    page.see('b');
    expect(page.said[0]).toEqual({ type: 'next-viewer' });
    expect(lastView()).toEqual({ viewerId: viewer(), currentIndex: 1 });
  });

  it('a feed given as a function is set again when one of its reels is saved, for the next viewer', async () => {
    await nextreel.signOut();
    expect(await nextreel.save('b')).toBe(true);
    const types = page.said.map(({ type }) => type).filter((type) => /save|next/.test(type));
    expect(types).toEqual(['next-viewer', 'save']);
  });

  // Between two viewers the worker does not answer the page; waiting for it would take five seconds.
  it.each([
    ['in this tab', () => nextreel.signOut()],
    [
      'in another tab',
      async () => {
        delete page.notes['nextreel:viewer'];
        page.receive(signedOutMessage);
      },
    ],
    [
      'while the page was in the back/forward cache',
      async () => {
        delete page.notes['nextreel:viewer'];
        page.restore();
      },
    ],
  ])(
    '%s, saved() is empty and importSaved() rejects at once until a feed is set',
    async (_where, leave) => {
      await nextreel.getBridge();
      nextreel.setFeed(feed);
      await leave();
      expect(await nextreel.saved()).toEqual([]);
      await expect(nextreel.importSaved(new Blob())).rejects.toThrow('Call setFeed() for the next one first');
    },
    2000,
  );

  it('whoever follows the saved reels is told that there are none', async () => {
    const saved: number[] = [];
    nextreel.on('saved', (reels) => saved.push(reels.length));
    await vi.waitFor(() => expect(page.said.map(({ type }) => type)).toContain('list-saved'), patience);
    page.receive(savedList);
    expect(saved).toEqual([1]);
    delete page.notes['nextreel:viewer'];
    page.receive(signedOutMessage);
    expect(saved).toEqual([1, 0]);
  });

  it('the second notification of the page’s own sign-out does not reset the page again', async () => {
    await nextreel.signOut();
    nextreel.setFeed(feed);
    const next = viewer();
    page.receive(signedOutMessage);
    page.see('b');
    expect([lastView(), viewer(), warnings]).toEqual([{ viewerId: next, currentIndex: 1 }, next, []]);
  });

  it.each([
    ['another tab continues', () => page.receive(signedOutMessage)],
    ['a page that the viewer comes back to, which no message could reach, continues', () => page.restore()],
  ])('%s for the same next viewer, whose id is already stored', (_which, notify) => {
    page.notes['nextreel:viewer'] = 'bob';
    notify();
    expect(page.said).toEqual([]);
    page.see('b');
    expect(page.said[0]).toEqual({ type: 'next-viewer' });
    expect(lastView()).toEqual({ viewerId: 'bob', currentIndex: 1 });
  });
});

it('a page that its viewer comes back to goes on as before if nobody has signed out', () => {
  page.restore();
  page.see('b');
  expect(page.said.map(({ type }) => type)).not.toContain('next-viewer');
  expect(lastView()).toEqual({ viewerId: 'ann', currentIndex: 1 });
});

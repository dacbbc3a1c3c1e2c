import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signedOutMessage } from '../shared/signed-out.ts';
import { connect } from './connect.ts';
import type { Nextreel } from './nextreel.ts';

class FakeElement extends EventTarget {
  readonly parentNode = null;
  readonly dataset: Record<string, string> = {};
}
class FakeVideo extends FakeElement {
  readonly buffered = { length: 0 };
  readonly currentTime = 0;
  readonly duration = 10;
  readonly paused = false;
  readonly readyState = 0;
}

class FakeDocument extends EventTarget {
  readonly baseURI = `${origin}/`;
  readonly visibilityState = 'visible';
  querySelectorAll(): readonly FakeVideo[] {
    return elements;
  }
  /** Throws, since device capabilities do not matter here. */
  get documentElement(): never {
    throw new Error('there is none');
  }
}

const origin = 'https://site.example';
const entry = (id: string) => ({ id, src: `${id}.m3u8` });
const feed = [entry('a'), entry('b')];

type Said = { readonly type: string; readonly viewerId?: string; readonly currentIndex?: number };

/** Messages that the page posted to its worker. */
let said: Said[];
/** The elements in the document, and a function that makes the browser report one of them as visible. */
let elements: readonly FakeVideo[];
let see: (reel: string) => void;
/** Delivers a message from the worker to the page. */
let receive: (data: unknown) => void;
let notes: Record<string, string>;
let warnings: string[];
let nextreel: Nextreel;

const views = () => said.filter(({ type }) => type === 'view');
/** The viewer id and position in the last view that the page posted. */
const lastView = () =>
  views()
    .map(({ viewerId, currentIndex }) => ({ viewerId, currentIndex }))
    .at(-1);
const viewer = () => notes['nextreel:viewer'];

/** Parts of the package are imported on demand, which may take a while. */
const patience = { timeout: 8_000 };

// The page adds more abort listeners to one signal than Node allows without a warning.
setMaxListeners(100);

function stubBrowser(): void {
  const container = new EventTarget();
  const active = { scriptURL: `${origin}/nextreel-sw.js`, postMessage: (message: Said) => said.push(message) };
  const registration = { active, waiting: null, installing: null, scope: `${origin}/` };
  Object.assign(container, {
    controller: active,
    startMessages: () => undefined,
    getRegistration: () => Promise.resolve(registration),
    register: () => Promise.resolve(registration),
  });
  receive = (data) => void container.dispatchEvent(Object.assign(new Event('message'), { data }));
  const globals = {
    document: new FakeDocument(),
    location: new URL(origin),
    isSecureContext: true,
    navigator: { serviceWorker: container },
    localStorage: notes,
    Element: FakeElement,
    HTMLElement: FakeElement,
    HTMLVideoElement: FakeVideo,
    ShadowRoot: FakeDocument,
    HTMLMediaElement: { HAVE_CURRENT_DATA: 2 },
    MutationObserver: class {
      observe(): void {}
      disconnect(): void {}
    },
    IntersectionObserver: class {
      constructor(tell: (entries: readonly object[]) => void) {
        see = (reel) => {
          const shareOf = ({ dataset }: FakeVideo) => (dataset['reel'] === reel ? 1 : 0);
          tell(elements.map((target) => ({ target, intersectionRatio: shareOf(target), rootBounds: null })));
        };
      }
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
    requestAnimationFrame: () => 0,
    cancelAnimationFrame: () => undefined,
    innerWidth: 1,
    innerHeight: 1,
    devicePixelRatio: 1,
    VERSION: 'test',
    fetch: async (_: string, init?: RequestInit) => {
      // The worker forgets the viewer and everything posted so far.
      if (init?.method === 'DELETE') said = [];
      return new Response(null, { headers: { 'x-nextreel-version': 'test' }, status: 204 });
    },
  };
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
}

beforeEach(async () => {
  said = [];
  warnings = [];
  notes = Object.create({
    getItem: (key: string) => notes[key] ?? null,
    setItem: (key: string, value: string) => void (notes[key] = value),
    removeItem: (key: string) => void Reflect.deleteProperty(notes, key),
  });
  notes['nextreel:viewer'] = 'ann';
  elements = ['a', 'b'].map((id) => Object.assign(new FakeVideo(), { dataset: { reel: id } }));
  stubBrowser();
  nextreel = connect({ onWarning: (message) => warnings.push(message) });
  nextreel.setFeed(() => feed);
  nextreel.watch('video', ({ dataset }) => dataset['reel']);
  expect(await nextreel.ready).toEqual({ state: 'on' });
  see('a');
  await vi.waitFor(() => expect(lastView()).toEqual({ viewerId: 'ann', currentIndex: 0 }), patience);
  await vi.waitFor(() => expect(warnings).toEqual(['What the device can do is not known.']), patience);
  said = [];
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
    expect([viewer(), said]).toEqual([expect.not.stringMatching('ann'), []]);
    nextreel.setFeed(feed);
    expect(said[0]).toEqual({ type: 'next-viewer' });
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
    said = [];
    expect(() => see('b')).not.toThrow();
    expect(views()).toEqual([]);
    expect(warnings).toContainEqual(expect.stringContaining('setFeed(): the feed function threw an error'));
  });

  it('a feed given as a function is set again when the viewer goes on to another reel', async () => {
    await nextreel.signOut();
    expect(said).toEqual([]);
    see('b');
    expect(said[0]).toEqual({ type: 'next-viewer' });
    expect(lastView()).toEqual({ viewerId: viewer(), currentIndex: 1 });
  });

  it('a feed given as a function is set again when one of its reels is saved, for the next viewer', async () => {
    await nextreel.signOut();
    expect(await nextreel.save('b')).toBe(true);
    const types = said.map(({ type }) => type).filter((type) => /save|next/.test(type));
    expect(types).toEqual(['next-viewer', 'save']);
  });

  // Between two viewers the worker does not answer the page; waiting for it would take five seconds.
  it.each([
    ['in this tab', () => nextreel.signOut()],
    [
      'in another tab',
      async () => {
        delete notes['nextreel:viewer'];
        receive(signedOutMessage);
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

  it('the second notification of the page’s own sign-out does not reset the page again', async () => {
    await nextreel.signOut();
    nextreel.setFeed(feed);
    const next = viewer();
    receive(signedOutMessage);
    see('b');
    expect([lastView(), viewer(), warnings]).toEqual([{ viewerId: next, currentIndex: 1 }, next, []]);
  });

  it('another tab continues for the same next viewer, whose id is already stored', () => {
    notes['nextreel:viewer'] = 'bob';
    receive(signedOutMessage);
    expect(said).toEqual([]);
    see('b');
    expect(said[0]).toEqual({ type: 'next-viewer' });
    expect(lastView()).toEqual({ viewerId: 'bob', currentIndex: 1 });
  });
});

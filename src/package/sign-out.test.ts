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
  /** What the device can do is of no matter here. */
  get documentElement(): never {
    throw new Error('there is none');
  }
}

const origin = 'https://site.example';
const entry = (id: string) => ({ id, src: `${id}.m3u8` });
const feed = [entry('a'), entry('b')];

type Said = { readonly type: string; readonly viewerId?: string; readonly currentIndex?: number };

/** What the page has said to its worker. */
let said: Said[];
/** What is in the document, and the way in which the browser tells which of it is seen. */
let elements: readonly FakeVideo[];
let see: (reel: string) => void;
/** The worker says it to the page. */
let hear: (data: unknown) => void;
let notes: Record<string, string>;
let warnings: string[];
let nextreel: Nextreel;

const views = () => said.filter(({ type }) => type === 'view');
/** Whom the page speaks for, and where that viewer is. */
const lastView = () =>
  views()
    .map(({ viewerId, currentIndex }) => ({ viewerId, currentIndex }))
    .at(-1);
const viewer = () => notes['nextreel:viewer'];

/** Parts of the package are read when they are needed. */
const patience = { timeout: 8_000 };

// A page listens for its end in more places than Node takes for sound.
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
  hear = (data) => void container.dispatchEvent(Object.assign(new Event('message'), { data }));
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
      // The worker forgets the viewer, and whatever the page has said of them until now.
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
  // The connection ends in a task of its own.
  await new Promise((resolve) => setTimeout(resolve));
  vi.unstubAllGlobals();
  performance.clearMeasures();
});

describe('after a sign-out', () => {
  it('a reel that stays in the window counts as soon as a feed has it, before anybody swipes', async () => {
    await nextreel.signOut();
    expect([viewer(), said]).toEqual([expect.not.stringMatching('ann'), []]);
    nextreel.setFeed(feed);
    expect(said[0]).toEqual({ type: 'next-viewer' });
    expect(lastView()).toEqual({ viewerId: viewer(), currentIndex: 0 });
    expect(warnings).toEqual([]);
  });

  it('a reel that is still there of the feed before is not asked after', async () => {
    await nextreel.signOut();
    nextreel.setFeed([entry('c')]);
    expect([views(), warnings]).toEqual([[], []]);
    nextreel.add([entry('a')]);
    expect(lastView()).toEqual({ viewerId: viewer(), currentIndex: 1 });
  });

  it('a feed whose function fails by then is told of, and the page goes on without it', async () => {
    let isOver = false;
    nextreel.setFeed(() => {
      if (isOver) throw new Error('nobody is signed in');
      return feed;
    });
    await nextreel.signOut();
    isOver = true;
    said = [];
    expect(() => see('b')).not.toThrow();
    expect(views()).toEqual([]);
    expect(warnings).toContainEqual(expect.stringContaining('setFeed(): the function fails'));
  });

  it('a feed that was named by a function is back when the viewer goes on to another reel', async () => {
    await nextreel.signOut();
    expect(said).toEqual([]);
    see('b');
    expect(said[0]).toEqual({ type: 'next-viewer' });
    expect(lastView()).toEqual({ viewerId: viewer(), currentIndex: 1 });
  });

  it('and when something of it is to be saved, which the worker takes for the next viewer’s', async () => {
    await nextreel.signOut();
    expect(await nextreel.save('b')).toBe(true);
    const types = said.map(({ type }) => type).filter((type) => /save|next/.test(type));
    expect(types).toEqual(['next-viewer', 'save']);
  });

  // The worker answers a page between two viewers nothing: who waits for it waits for five seconds.
  it.each([
    ['here', () => nextreel.signOut()],
    [
      'in another tab',
      async () => {
        delete notes['nextreel:viewer'];
        hear(signedOutMessage);
      },
    ],
  ])(
    '%s nothing is saved, and nothing can be imported before a feed is named: the page hears so at once',
    async (_where, leave) => {
      await nextreel.getBridge();
      nextreel.setFeed(feed);
      await leave();
      expect(await nextreel.saved()).toEqual([]);
      await expect(nextreel.importSaved(new Blob())).rejects.toThrow('Call setFeed() for the next one first');
    },
    2000,
  );

  it('the page hears of its own once more, and does not begin anew again', async () => {
    await nextreel.signOut();
    nextreel.setFeed(feed);
    const next = viewer();
    hear(signedOutMessage);
    see('b');
    expect([lastView(), viewer(), warnings]).toEqual([{ viewerId: next, currentIndex: 1 }, next, []]);
  });

  it('another tab goes on for the next viewer as well, and for the same one', () => {
    notes['nextreel:viewer'] = 'bob';
    hear(signedOutMessage);
    expect(said).toEqual([]);
    see('b');
    expect(said[0]).toEqual({ type: 'next-viewer' });
    expect(lastView()).toEqual({ viewerId: 'bob', currentIndex: 1 });
  });
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FoundPlayers, measured } from './found-players.ts';

class Controller {
  constructor(readonly hls: object) {}
}

const find = () => new FoundPlayers(new AbortController().signal, () => undefined);

beforeEach(() => {
  vi.stubGlobal('document', new EventTarget());
  // Players' measurements are shared by the whole page: each test starts with a new page.
  vi.stubGlobal(Symbol.for('nextreel.players'), undefined);
});
afterEach(() => void vi.unstubAllGlobals());

test('players made from a script tag before the worker served the page are attached at their next event', async () => {
  vi.stubGlobal('self', globalThis);
  const { default: Hls } = await import('hls.js');
  const early = new Hls();
  vi.stubGlobal('window', { Hls });
  find();
  expect(measured.bps).toBeNull();
  const late = new Hls();
  for (const hls of [early, late]) {
    const listener = vi.fn<() => void>();
    hls.on(Hls.Events.FPS_DROP, listener);
    expect(hls.config.loader).toBe(Hls.DefaultConfig.loader);
    hls.trigger(Hls.Events.FPS_DROP, { currentDropped: 0, currentDecoded: 0, totalDroppedFrames: 0 });
    expect(listener).toHaveBeenCalledOnce();
    const { loader } = hls.config;
    expect(loader).not.toBe(Hls.DefaultConfig.loader);
    hls.trigger(Hls.Events.FPS_DROP, { currentDropped: 0, currentDecoded: 0, totalDroppedFrames: 0 });
    expect(hls.config.loader).toBe(loader);
    hls.destroy();
  }
});

test('a page with an unknown Hls library creates its players as it would without Nextreel', () => {
  class Odd {
    trigger(event: string): string {
      return event;
    }
  }
  vi.stubGlobal('window', { Hls: Odd });
  find();
  expect(measured.bps).toBeNull();
  expect(new Odd().trigger('loading')).toBe('loading');
});

test('a page whose window.Hls throws when it is read keeps working', () => {
  const window = {
    get Hls(): unknown {
      throw new Error('not yet');
    },
  };
  vi.stubGlobal('window', window);
  expect(() => find()).not.toThrow();
});

test('a player is found outside an element that throws when it is inspected', () => {
  class FakeElement extends EventTarget {
    parentNode: FakeElement | null = null;
  }
  class FakeHls {
    static readonly Events = {};
    readonly config = { loader: Controller };
    readonly media = null;
    readonly on = vi.fn<() => void>();
    readonly loadSource = () => undefined;
    readonly attachMedia = () => undefined;
  }
  vi.stubGlobal('window', {});
  vi.stubGlobal('Element', FakeElement);
  vi.stubGlobal('ShadowRoot', Controller);
  const hls = new FakeHls();
  const [outer, inner, element] = [new FakeElement(), new FakeElement(), new FakeElement()];
  Object.assign(outer, { api: hls });
  Object.defineProperty(inner, 'player', {
    get: () => {
      throw new Error('not yet');
    },
  });
  [element.parentNode, inner.parentNode] = [inner, outer];
  const video: HTMLVideoElement = Object(element);
  find().follow(video);
  expect(hls.on).toHaveBeenCalled();
});

test('players of an hls.js before version 1, which measures in another way, are left alone', () => {
  class OldHls {
    static readonly version = '0.14.17';
    readonly config = { loader: Object };
    loadSource(): void {}
    attachMedia(): void {}
    trigger(event: string): string {
      return event;
    }
  }
  vi.stubGlobal('window', { Hls: OldHls });
  find();
  const hls = new OldHls();
  const { loader } = hls.config;
  expect(hls.trigger('hlsManifestLoading')).toBe('hlsManifestLoading');
  expect(hls.config.loader).toBe(loader);
});

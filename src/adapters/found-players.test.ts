import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FoundPlayers } from './found-players.ts';

class Controller {
  constructor(readonly hls: object) {}
}

beforeEach(() => {
  vi.stubGlobal('document', new EventTarget());
  // What players have measured is known to the whole page: each test has a page of its own.
  vi.stubGlobal(Symbol.for('nextreel.players'), undefined);
});
afterEach(() => void vi.unstubAllGlobals());

test('a page of a library that is made otherwise makes its players as it would without us', () => {
  const library = Object.assign(() => undefined, { DefaultConfig: { abrController: Controller } });
  vi.stubGlobal('window', { Hls: library });
  expect(new FoundPlayers(new AbortController().signal, () => undefined).measuredBps).toBeNull();
  expect(library.DefaultConfig.abrController).not.toBe(Controller);
  const odd = {};
  expect(new library.DefaultConfig.abrController(odd).hls).toBe(odd);
});

test('a page whose library cannot even be looked at goes on', () => {
  const window = {
    get Hls(): unknown {
      throw new Error('not yet');
    },
  };
  vi.stubGlobal('window', window);
  expect(() => new FoundPlayers(new AbortController().signal, () => undefined)).not.toThrow();
});

test('a player is found around an element that throws when it is looked at', () => {
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
  new FoundPlayers(new AbortController().signal, () => undefined).follow(video);
  expect(hls.on).toHaveBeenCalled();
});

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

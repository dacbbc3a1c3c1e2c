import { afterEach, expect, it, vi } from 'vitest';
import { LazyExtras } from './lazy-extras.ts';

const showBriefly = vi.fn();
const extras = new LazyExtras(() => Object({ status: { showBriefly } }));

afterEach(() => {
  vi.doUnmock('./reel-extras.ts');
  vi.resetModules();
  vi.restoreAllMocks();
});

it('a button reports that its menu did not load, and opens it on a later try', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  vi.doMock('./reel-extras.ts', () => Promise.reject(new Error('no network')));
  await extras.run('menu');
  expect(showBriefly).toHaveBeenCalledOnce();
  expect(extras.loaded).toBeNull();

  const run = vi.fn();
  vi.resetModules();
  vi.doMock('./reel-extras.ts', () => ({
    ReelExtras: class {
      readonly run = run;
    },
  }));
  await extras.run('menu');
  expect(run.mock.calls).toEqual([['menu']]);
  expect(showBriefly).toHaveBeenCalledOnce();
});

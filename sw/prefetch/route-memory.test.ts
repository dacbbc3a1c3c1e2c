import { describe, expect, it } from 'vitest';
import { RouteMemory } from './route-memory.ts';

function memory() {
  let saved: unknown;
  return {
    read: () => Promise.resolve(saved),
    write: (value: unknown) => {
      saved = value;
      return Promise.resolve();
    },
  };
}

const pathsOf = async (routes: RouteMemory) => (await routes.predict()).map(({ resourceId }) => resourceId);

describe('the views of the app', () => {
  it('are predicted from what followed what, also by the next worker', async () => {
    const store = memory();
    const routes = new RouteMemory(store, () => 0);
    expect(await pathsOf(routes)).toEqual([]);
    for (const path of ['/', '/dashboard', '/', '/', '/dashboard', '/', '/saved', '/']) await routes.enter(path);
    expect(await pathsOf(routes)).toEqual(['/dashboard', '/saved']);
    expect(await pathsOf(new RouteMemory(store, () => 0))).toEqual(['/dashboard', '/saved']);
  });

  it('are forgotten with the viewer', async () => {
    const store = memory();
    const routes = new RouteMemory(store, () => 0);
    for (const path of ['/', '/saved', '/']) await routes.enter(path);
    await routes.forget();
    expect(await pathsOf(routes)).toEqual([]);
    expect(await pathsOf(new RouteMemory(store, () => 0))).toEqual([]);
  });

  it('are learned as long as the worker lives when nothing can be written down', async () => {
    const broken = () => Promise.reject(new Error('away'));
    const routes = new RouteMemory({ read: broken, write: broken }, () => 0);
    for (const path of ['/', '/saved', '/']) await routes.enter(path);
    expect(await pathsOf(routes)).toEqual(['/saved']);
  });
});

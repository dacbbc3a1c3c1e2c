import { describe, expect, it } from 'vitest';
import { FakeMemory } from '../testing/fake-memory.ts';
import { RouteMemory } from './route-memory.ts';

const pathsOf = async (routes: RouteMemory) => (await routes.predict()).map(({ resourceId }) => resourceId);

describe('the views of the app', () => {
  it('are predicted from the order of earlier visits, also by the next worker', async () => {
    const store = new FakeMemory();
    const routes = new RouteMemory(store, () => 0);
    expect(await pathsOf(routes)).toEqual([]);
    for (const path of ['/', '/dashboard', '/', '/', '/dashboard', '/', '/saved', '/']) await routes.enter(path);
    expect(await pathsOf(routes)).toEqual(['/dashboard', '/saved']);
    expect(await pathsOf(new RouteMemory(store, () => 0))).toEqual(['/dashboard', '/saved']);
  });

  it('are forgotten when the viewer signs out', async () => {
    const store = new FakeMemory();
    const routes = new RouteMemory(store, () => 0);
    for (const path of ['/', '/saved', '/']) await routes.enter(path);
    await routes.forget();
    expect(await pathsOf(routes)).toEqual([]);
    expect(await pathsOf(new RouteMemory(store, () => 0))).toEqual([]);
  });

  it('are learned for the life of the worker if nothing can be written', async () => {
    const store = new FakeMemory();
    store.isFailing = true;
    const routes = new RouteMemory(store, () => 0);
    for (const path of ['/', '/saved', '/']) await routes.enter(path);
    expect(await pathsOf(routes)).toEqual(['/saved']);
  });
});

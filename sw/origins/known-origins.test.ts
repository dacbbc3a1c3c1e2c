import { expect, test } from 'vitest';
import { configuredOrigins, KnownOrigins } from './known-origins.ts';
import { FakeMemory } from '../testing/fake-memory.ts';

const one = { id: 'one', url: 'https://one.test/m/' };
const two = { id: 'two', url: 'https://two.test/m/' };

test('the origins that the page names survive a restart of the worker', async () => {
  const saved = new FakeMemory();
  await new KnownOrigins(saved).update([one, two]);
  expect(await new KnownOrigins(saved).get()).toEqual([one, two]);
});

test('a page that names no origins yet leaves the known ones unchanged', async () => {
  const origins = new KnownOrigins(new FakeMemory({ named: [one], keyBase: one.url }));
  await origins.update([]);
  expect(await origins.get()).toEqual([one]);
});

test('configured replicas are listed beside those of the feed, each once', async () => {
  const origins = new KnownOrigins(new FakeMemory(), () =>
    configuredOrigins(['https://two.test/m', 'https://three.test:8443/']),
  );
  expect(await origins.get()).toHaveLength(2);
  await origins.update([one, two]);
  expect(await origins.get()).toEqual([one, two, { id: 'three.test:8443', url: 'https://three.test:8443/' }]);
});

test('replicas configured after the first query are used too, even if the feed names none', async () => {
  let baseUrls: string[] = [];
  const origins = new KnownOrigins(new FakeMemory(), () => configuredOrigins(baseUrls));
  expect(await origins.get()).toEqual([]);
  baseUrls = [one.url];
  await origins.update([]);
  expect(await origins.get()).toEqual([{ id: 'one.test', url: one.url }]);
  expect(origins.baseOf('https://one.test/m/x.m4s')).toBe(one.url);
});

test('an address has the id of its origin, or its host if it belongs to no known origin', async () => {
  const inner = { id: 'inner', url: 'https://one.test/m/inner/' };
  const origins = new KnownOrigins(new FakeMemory({ named: [one, inner], keyBase: one.url }));
  await origins.get();
  expect(origins.idOf('https://one.test/m/x.m4s')).toBe('one');
  expect(origins.idOf('https://one.test/m/inner/x.m4s')).toBe('inner');
  expect(origins.idOf('https://one.test/elsewhere/x.m4s')).toBe('one.test');
  expect(origins.baseOf('https://one.test/m/x.m4s')).toBe('https://one.test/m/');
  expect(origins.baseOf('https://other.test/x.m4s')).toBe('https://other.test/');
});

test.each([[[{ id: 1 }]], ['nonsense'], [undefined]])('a stored value of %j yields no origins', async (saved) => {
  expect(await new KnownOrigins(new FakeMemory(saved)).get()).toEqual([]);
});

test('unchanged origins are not written again', async () => {
  const memory = new FakeMemory();
  const origins = new KnownOrigins(memory);
  for (let count = 0; count < 3; count += 1) await origins.update([one, two]);
  expect(memory.writes).toBe(1);
});

test('cache keys stay the same while replicas come and go, also in the next worker', async () => {
  const before = { id: 'before', url: 'https://before.test/m/' };
  const saved = new FakeMemory();
  const origins = new KnownOrigins(saved);
  await origins.update([two]);
  expect(origins.keyBase).toBe(two.url);
  await origins.update([before, two]);
  await origins.update([before]);
  const next = new KnownOrigins(saved);
  await next.get();
  expect([origins.keyBase, next.keyBase]).toEqual([two.url, two.url]);
  await next.update([one]);
  expect(next.keyBase).toBe(one.url);
});

test('cache keys do not depend on the order of the replicas', async () => {
  const keyBases = [
    [one, two],
    [two, one],
  ].map(async (named) => {
    const origins = new KnownOrigins(new FakeMemory());
    await origins.update(named);
    return origins.keyBase;
  });
  expect(await Promise.all(keyBases)).toEqual([one.url, one.url]);
});

test('the addresses under which every parameter counts do not multiply with each worker', async () => {
  const memory = new FakeMemory();
  for (let worker = 0; worker < 3; worker += 1) {
    const origins = new KnownOrigins(memory);
    origins.distinguish(['https://one.test/a', 'https://one.test/b']);
    await origins.get();
    expect(origins.exactPrefixes).toEqual(['https://one.test/a', 'https://one.test/b']);
  }
});

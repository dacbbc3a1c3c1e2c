import { describe, expect, it, vi } from 'vitest';
import { FormerPages } from './former-pages.ts';
import { FakeMemory } from './testing/fake-memory.ts';

const memory = new FakeMemory();
const viewers = new FakeMemory();
const open = new Set<string>();
const restart = () => new FormerPages({ former: memory, viewers }, () => Promise.resolve([...open]));

describe('pages whose viewer signed out', () => {
  it('are known to this worker and to the next one until they are reloaded', async () => {
    open.add('first').add('second');
    const worker = restart();
    expect(await worker.admits('first', 'ann')).toBe(true);
    await worker.forget();
    expect([worker.has('first'), worker.has('second'), worker.has('later')]).toEqual([true, true, false]);
    expect([await restart().has('first'), await restart().has('later')]).toEqual([true, false]);
  });

  it('may not act for the viewer who signed out, but may go on for another viewer', async () => {
    const worker = restart();
    expect(await worker.admits('first', 'ann')).toBe(false);
    expect(await worker.admits('first', 'bob')).toBe(true);
    expect([worker.has('first'), await restart().has('first')]).toEqual([false, false]);
    // It is unknown which viewer this page acted for.
    expect(await worker.admits('second', 'bob')).toBe(false);
  });

  it('may go on once they announce a new viewer, whichever viewer they acted for before', async () => {
    open.add('silent');
    const worker = restart();
    await worker.forget();
    expect(await worker.admits('silent', 'bob')).toBe(false);
    await worker.readmit('silent');
    expect([await worker.admits('silent', 'bob'), await restart().has('silent')]).toEqual([true, false]);
    open.delete('silent');
  });

  it('are forgotten once closed, at the next sign-out, unless they have named a viewer', async () => {
    open.delete('second');
    open.add('nameless');
    const worker = restart();
    await worker.forget();
    open.delete('nameless');
    await worker.forget();
    expect([worker.has('nameless'), worker.has('first'), worker.has('second')]).toEqual([false, true, true]);
  });

  it('include pages in the back/forward cache', async () => {
    const worker = restart();
    await worker.admits('aside', 'ann');
    await worker.forget();
    expect(await restart().has('aside')).toBe(true);
  });

  it('include pages in the back/forward cache that only an earlier worker knew', async () => {
    await restart().admits('long aside', 'ann');
    await vi.waitFor(() => expect(JSON.stringify(viewers.saved)).toContain('long aside'));
    await restart().forget();
    expect(await restart().admits('long aside', 'ann')).toBe(false);
  });

  it('make the sign-out reject while it is unknown which pages an earlier worker knew', async () => {
    viewers.isFailing = true;
    await expect(restart().forget()).rejects.toThrow('cannot be read now');
    viewers.isFailing = false;
  });

  it('are remembered without storing the id of the viewer who signed out', async () => {
    open.add('named');
    const worker = restart();
    await worker.admits('named', 'ann of the site');
    await worker.forget();
    const stored = [await memory.read(), await viewers.read()];
    expect(JSON.stringify(stored)).not.toContain('ann of the site');
    expect(await restart().admits('named', 'ann of the site')).toBe(false);
  });

  it('make the sign-out reject when the store cannot remember them', async () => {
    memory.isFailing = true;
    const worker = restart();
    await expect(worker.forget()).rejects.toThrow();
    expect(worker.has('first')).toBe(true);
  });

  it('are looked up again if the store could not list them', async () => {
    memory.isFailing = false;
    await restart().forget();
    memory.isFailing = true;
    const worker = restart();
    expect([await worker.has('first'), worker.isKnown]).toEqual([false, false]);
    memory.isFailing = false;
    expect([await worker.has('first'), worker.isKnown]).toEqual([true, true]);
  });
});

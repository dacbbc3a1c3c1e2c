import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Verdict, VerdictCache } from './verdict-cache.ts';

const yes: Verdict = { supported: true, smooth: true, powerEfficient: true };
const no: Verdict = { supported: false, smooth: false, powerEfficient: false };

/** Storage that outlives a cache, and a clock that is advanced by hand. */
class Disk {
  text: string | null = null;
  writes = 0;
  #due: { work: () => void; delayMs: number }[] = [];

  cache(agent = 'browser 1', signal?: AbortSignal): VerdictCache {
    return new VerdictCache({
      read: () => this.text,
      write: (text) => {
        this.text = text;
        this.writes += 1;
      },
      agent,
      schedule: (work, delayMs) => this.#due.push({ work, delayMs }),
      signal,
    });
  }

  pass(ms: number): void {
    const due = this.#due.filter(({ delayMs }) => delayMs <= ms);
    this.#due = this.#due.filter(({ delayMs }) => delayMs > ms);
    for (const { work } of due) work();
  }
}

describe('verdicts on codecs', () => {
  it('survive a restart', () => {
    const disk = new Disk();
    const before = disk.cache();
    before.set('avc1.64001F', yes);
    before.set('hvc1', no);
    disk.pass(5_000);
    expect([...disk.cache().all]).toEqual([
      ['avc1.64001F', yes],
      ['hvc1', no],
    ]);
  });

  it('are written once for all that are set within five seconds', () => {
    const disk = new Disk();
    const cache = disk.cache();
    for (let codec = 0; codec < 50; codec += 1) cache.set(`vp09.${codec}`, yes);
    disk.pass(4_999);
    expect(disk.writes).toBe(0);
    disk.pass(5_000);
    expect(disk.writes).toBe(1);
    cache.set('one more', yes);
    disk.pass(5_000);
    expect(disk.writes).toBe(2);
  });

  it('are no longer written once the page has removed Nextreel', () => {
    const disk = new Disk();
    const ending = new AbortController();
    const cache = disk.cache('browser 1', ending.signal);
    cache.set('hvc1', no);
    ending.abort();
    cache.set('vp09', yes);
    disk.pass(5_000);
    expect(disk.writes).toBe(0);
  });

  it('are forgotten when the browser version changes', () => {
    const disk = new Disk();
    disk.cache().set('hvc1', no);
    disk.pass(5_000);
    expect(disk.cache('browser 2').get('hvc1')).toBeUndefined();
  });

  it.each(['', 'nonsense', '{}', '{"agent":"browser 1","verdicts":[["hvc1",true]]}'])(
    'are forgotten when the stored text is "%s"',
    (text) => {
      const disk = new Disk();
      disk.text = text;
      expect(disk.cache().all.size).toBe(0);
    },
  );

  it('are limited to 2,000: the least recently used one is evicted', () => {
    const disk = new Disk();
    const cache = disk.cache();
    for (let codec = 0; codec < 2_000; codec += 1) cache.set(String(codec), yes);
    expect(cache.get('0')).toEqual(yes);
    cache.set('new', no);
    expect(cache.all.size).toBe(2_000);
    expect(cache.get('0')).toEqual(yes);
    expect(cache.get('1')).toBeUndefined();
  });

  it('survive a restart with the latest value for each codec', () => {
    const step = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean());
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const disk = new Disk();
        const cache = disk.cache();
        for (const [codec, isGood] of steps) cache.set(codec, isGood ? yes : no);
        disk.pass(5_000);
        const expected = new Map(steps.map(([codec, isGood]) => [codec, isGood ? yes : no]));
        expect(new Map(disk.cache().all)).toEqual(expected);
      }),
    );
  });
});

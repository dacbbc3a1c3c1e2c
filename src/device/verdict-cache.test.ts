import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Verdict, VerdictCache } from './verdict-cache.ts';

const yes: Verdict = { supported: true, smooth: true, powerEfficient: true };
const no: Verdict = { supported: false, smooth: false, powerEfficient: false };

/** Text that outlives a cache, and a clock that is moved by hand. */
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

  it('are written once for all that come within five seconds', () => {
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

  it('are not written any more once the page has taken Nextreel away', () => {
    const disk = new Disk();
    const ending = new AbortController();
    const cache = disk.cache('browser 1', ending.signal);
    cache.set('hvc1', no);
    ending.abort();
    cache.set('vp09', yes);
    disk.pass(5_000);
    expect(disk.writes).toBe(0);
  });

  it('are forgotten with the browser version that gave them', () => {
    const disk = new Disk();
    disk.cache().set('hvc1', no);
    disk.pass(5_000);
    expect(disk.cache('browser 2').get('hvc1')).toBeUndefined();
  });

  it.each(['', 'nonsense', '{}', '{"agent":"browser 1","verdicts":[["hvc1",true]]}'])(
    'are asked again when "%s" is all that is left of them',
    (text) => {
      const disk = new Disk();
      disk.text = text;
      expect(disk.cache().all.size).toBe(0);
    },
  );

  it('are at most 2,000: the one not used for longest goes', () => {
    const disk = new Disk();
    const cache = disk.cache();
    for (let codec = 0; codec < 2_000; codec += 1) cache.set(String(codec), yes);
    expect(cache.get('0')).toEqual(yes);
    cache.set('new', no);
    expect(cache.all.size).toBe(2_000);
    expect(cache.get('0')).toEqual(yes);
    expect(cache.get('1')).toBeUndefined();
  });

  it('are what was said last, whatever the order of use', () => {
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

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEvent,
  initialLife,
  isForgettable,
  isPending,
  type LedgerEvent,
  type Life,
  type LifeEvent,
  type LifeState,
} from './life.ts';

const cause = { reelId: 'r2', source: 'sequential' };
const prefetch: LifeEvent = { type: 'begin', cause, isRenewal: false };
const playerStarts: LifeEvent = { type: 'begin', cause: null, isRenewal: false };
const renew: LifeEvent = { type: 'begin', cause, isRenewal: true };
const want: LifeEvent = { type: 'want' };
const unwant: LifeEvent = { type: 'unwant' };
const ask: LifeEvent = { type: 'ask' };
const stop: LifeEvent = { type: 'stop', bytes: 30 };
const fail: LifeEvent = { type: 'fail', bytes: 30 };
const retry: LifeEvent = { type: 'retry', nowMs: 1000, isAttempt: true, noRetryBeforeMs: 0 };
const giveUp: LifeEvent = { type: 'give-up' };
const arrive: LifeEvent = { type: 'arrive', bytes: 100 };
const write: LifeEvent = { type: 'write' };
const store: LifeEvent = { type: 'keep', outcome: 'stored', isInMemory: true };
const keepInMemory: LifeEvent = { type: 'keep', outcome: 'full', isInMemory: true };
const loseRoom: LifeEvent = { type: 'keep', outcome: 'full', isInMemory: false };
const refuse: LifeEvent = { type: 'keep', outcome: 'refused', isInMemory: true };
const confirm: LifeEvent = { type: 'confirm' };
const evict: LifeEvent = { type: 'remove', tier: 'store' };
const dropFromMemory: LifeEvent = { type: 'remove', tier: 'memory' };
const usePart: LifeEvent = { type: 'use-part' };
const losePart: LifeEvent = { type: 'lose-part' };
const wake: LifeEvent = { type: 'wake' };

function follow(events: readonly LifeEvent[], from: Life = initialLife): { life: Life; ledgerEvents: LedgerEvent[] } {
  const ledgerEvents: LedgerEvent[] = [];
  let life = from;
  for (const event of events) {
    const next = applyEvent(life, event);
    life = next.life;
    ledgerEvents.push(...next.ledgerEvents);
  }
  return { life, ledgerEvents };
}

/** One life each: the events, the final state, and what the ledger counts. */
const lives: readonly [name: string, events: readonly LifeEvent[], state: LifeState, counted: readonly string[]][] = [
  ['prefetched, stored', [want, prefetch, arrive, write, store], 'kept', ['begun', 'arrived']],
  [
    'stored, then evicted: the index reports the rest',
    [prefetch, arrive, write, store, evict],
    'gone',
    ['begun', 'arrived'],
  ],
  ['joined by a player in flight', [prefetch, ask, arrive, store], 'kept', ['begun', 'arrived', 'used']],
  ['read before it is written', [prefetch, arrive, ask, write, store], 'kept', ['begun', 'arrived', 'used']],
  [
    'read while it is being written: the index reports the read',
    [prefetch, arrive, write, ask, store],
    'kept',
    ['begun', 'arrived'],
  ],
  ['kept only in memory, and read', [prefetch, arrive, write, keepInMemory, ask], 'kept', ['begun', 'arrived', 'used']],
  ['read twice', [prefetch, arrive, keepInMemory, ask, ask], 'kept', ['begun', 'arrived', 'used']],
  [
    'kept only in memory, unread',
    [prefetch, arrive, keepInMemory, dropFromMemory],
    'gone',
    ['begun', 'arrived', 'wasted'],
  ],
  ['no room anywhere', [prefetch, arrive, write, loseRoom], 'gone', ['begun', 'arrived', 'wasted']],
  ['not allowed to be kept', [prefetch, arrive, refuse], 'gone', ['begun', 'arrived', 'wasted']],
  ['not allowed to be kept, but read', [prefetch, ask, arrive, refuse], 'gone', ['begun', 'arrived', 'used']],
  ['fetched by a player itself', [playerStarts, ask, arrive, store], 'kept', []],
  ['fetched by a player itself, failed', [playerStarts, ask, fail], 'gone', []],
  [
    'stopped with its lane, then restarted',
    [want, prefetch, stop, prefetch, arrive, store],
    'kept',
    ['begun', 'arrived'],
  ],
  ['a retry succeeds', [want, prefetch, fail, retry, prefetch, arrive, store], 'kept', ['begun', 'arrived']],
  ['fails for good', [want, prefetch, fail, giveUp], 'gone', ['begun', 'failed']],
  ['fails, and is no longer wanted', [want, prefetch, fail, retry, unwant], 'gone', ['begun', 'failed']],
  ['fails while nothing waits for it', [prefetch, fail], 'gone', ['begun', 'failed']],
  ['no longer wanted before it arrives', [want, prefetch, unwant, stop], 'gone', ['begun', 'cancelled']],
  ['stopped for a better one, then unwanted', [want, prefetch, stop, unwant], 'gone', ['begun', 'cancelled']],
  ['wanted, never begun', [want, unwant], 'gone', []],
  ['wanted, but already cached', [want, confirm], 'kept', []],
  [
    'a partial download is left, and lost',
    [want, prefetch, unwant, stop, losePart],
    'gone',
    ['begun', 'cancelled', 'part-wasted'],
  ],
  [
    'a player continues a partial download',
    [prefetch, stop, usePart, playerStarts, arrive, store],
    'kept',
    ['begun', 'cancelled', 'part-used'],
  ],
  [
    'a player continues a partial download that is still wanted',
    [want, prefetch, stop, usePart, playerStarts, ask, arrive, store],
    'kept',
    ['begun', 'arrived', 'used'],
  ],
  [
    'a later prefetch continues a partial download',
    [prefetch, stop, prefetch, arrive],
    'arrived',
    ['begun', 'cancelled', 'begun', 'arrived'],
  ],
  ['a revalidation finds it current', [renew, confirm], 'kept', ['begun', 'confirmed']],
  ['a revalidation brings another version', [renew, arrive, store], 'kept', ['begun', 'arrived']],
  ['a revalidation fails: the stored copy stays', [want, renew, fail], 'kept', ['begun', 'failed']],
];

describe('the life of a resource', () => {
  it.each(lives)('%s', (_name, events, state, counted) => {
    const lived = follow(events);
    expect(lived.life.state).toBe(state);
    expect(lived.ledgerEvents.map(({ what }) => what)).toEqual(counted);
  });

  it('is tested in every state and with every type of event', () => {
    const walked = lives.map(([, events]) => events);
    const states = new Set(
      walked.flatMap((events) => events.map((_, end) => follow(events.slice(0, end + 1)).life.state)),
    );
    expect([...states].toSorted()).toEqual(['arrived', 'gone', 'kept', 'renewing', 'under-way', 'wanted']);
    const events = new Set([...walked.flat(), wake].map(({ type }) => type));
    expect(events.size).toBe(16);
  });

  it('counts attempts until something arrives, and rests until it is woken', () => {
    const failing = follow([want, prefetch, fail, { ...retry, noRetryBeforeMs: 61_000 }]).life;
    expect(failing).toMatchObject({ attempts: 1, failingSinceMs: 1000, noRetryBeforeMs: 61_000 });
    const refused = applyEvent(failing, { type: 'retry', nowMs: 2000, isAttempt: false, noRetryBeforeMs: 0 }).life;
    expect(refused).toMatchObject({ attempts: 1, failingSinceMs: 1000 });
    expect(applyEvent(failing, wake).life.noRetryBeforeMs).toBe(0);
    expect(follow([prefetch, arrive], refused).life).toMatchObject({ attempts: 0, failingSinceMs: null });
  });

  it('is pending while it is wanted and has not arrived', () => {
    expect(
      [[want], [want, prefetch], [want, prefetch, fail, retry]].map((events) => isPending(follow(events).life)),
    ).toEqual([true, true, true]);
    const done = [[want, confirm], [want, prefetch, fail, giveUp], [prefetch], [want, unwant]];
    expect(done.map((events) => isPending(follow(events).life))).toEqual([false, false, false, false]);
  });
});

const everyEvent = [
  want,
  unwant,
  prefetch,
  playerStarts,
  renew,
  ask,
  stop,
  fail,
  retry,
  giveUp,
  wake,
  arrive,
  write,
  store,
  keepInMemory,
  loseRoom,
  refuse,
  confirm,
  evict,
  dropFromMemory,
  usePart,
  losePart,
];
const anyEvent = fc.constantFrom(...everyEvent);

describe('for any events in any order', () => {
  it('each file is counted once: begun, then arrived, failed, cancelled or confirmed', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        let open = 0;
        for (const { what } of follow(events).ledgerEvents) {
          if (what === 'begun') open += 1;
          if (['failed', 'cancelled', 'confirmed'].includes(what) || what === 'arrived') open -= 1;
          expect([0, 1]).toContain(open);
        }
        expect(follow(events).life.isOpen).toBe(open === 1);
      }),
    );
  });

  it('only bytes that have arrived are reported as used or wasted, and only once', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        let unread = 0;
        for (const one of follow(events).ledgerEvents) {
          if (one.what === 'arrived') unread += one.bytes;
          if (one.what === 'used' || one.what === 'wasted') unread -= one.bytes;
          expect(unread).toBeGreaterThanOrEqual(0);
        }
      }),
      {
        examples: [
          [[playerStarts, arrive, renew, stop, refuse]],
          [[prefetch, arrive, ask, renew, stop, refuse]],
          [[prefetch, fail, want, confirm, loseRoom]],
          [[prefetch, fail, renew, fail, refuse]],
        ],
      },
    );
  });

  it('a life is over once it is stored, or once nothing of it is left', () => {
    const over = follow([prefetch, arrive, write, store]).life;
    expect([
      isForgettable(over),
      isForgettable(follow([prefetch]).life),
      isForgettable(follow([prefetch, stop]).life),
    ]).toEqual([true, false, false]);
    expect(isForgettable(follow([losePart], follow([prefetch, stop]).life).life)).toBe(true);
  });

  it('is the same life when it is wanted once more, so that nothing is logged', () => {
    for (const events of [[want], [want, prefetch], [want, prefetch, arrive, store]]) {
      const { life } = follow(events);
      expect(applyEvent(life, want)).toEqual({ life, ledgerEvents: [] });
      expect(applyEvent(life, want).life).toBe(life);
    }
  });
});

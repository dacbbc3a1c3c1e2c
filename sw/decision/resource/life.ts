/**
 * The life of one resource in this worker: why its transfer began, how far it has come and what became of its bytes.
 * Queue, transfers, cache and saver report what happened (`LifeEvent`). Only `applyEvent` decides what that means for
 * the resource and which events the ledger counts (`LedgerEvent`).
 *
 *     wanted ─▶ under-way ─▶ arrived ─▶ kept ─▶ gone
 *        ▲          │                    │ ▲
 *        └─ retry ──┘                    ▼ │
 *                                     renewing
 */

/** Why something is prefetched: for which reel, and by which source (such as a strategy). */
export type Cause = { readonly reelId: string; readonly source: string };

export type LifeState = 'wanted' | 'under-way' | 'arrived' | 'kept' | 'renewing' | 'gone';

export type Life = {
  readonly state: LifeState;
  /** Null if a player requested it first, or the viewer by saving. */
  readonly cause: Cause | null;
  /** The ledger was told that the transfer began, but not yet how it ended. */
  readonly isOpen: boolean;
  /** A plan wants it, whatever its state. */
  readonly isWanted: boolean;
  /** A player has requested it. */
  readonly isRequested: boolean;
  /** Failed attempts since the last success, and the time of the first failure. */
  readonly attempts: number;
  readonly failingSinceMs: number | null;
  /** After too many attempts there is no retry before this time. */
  readonly noRetryBeforeMs: number;
  /** How many bytes have arrived: a first part that a later transfer can resume, or all. */
  readonly bytes: number;
  /** It was handed over to be written: from then on the store's index counts its use, which outlives this worker. */
  readonly isStored: boolean;
};

/** What became of an arrived body. `dropped`: removed before it was written, or too many writes were pending. */
export type KeepOutcome = 'stored' | 'full' | 'dropped' | 'unavailable' | 'refused';

export type LifeEvent =
  /** A plan wants it, or no longer does. */
  | { readonly type: 'want' }
  | { readonly type: 'unwant' }
  /** A transfer begins or is resumed. A renewal revalidates the stored body. */
  | { readonly type: 'begin'; readonly cause: Cause | null; readonly isRenewal: boolean }
  /** A player requests or reads it. */
  | { readonly type: 'ask' }
  /** The transfer was stopped or failed after this many bytes. */
  | { readonly type: 'stop' | 'fail'; readonly bytes: number }
  /** The queue will retry. An attempt that never reached an origin does not count. */
  | { readonly type: 'retry'; readonly nowMs: number; readonly isAttempt: boolean; readonly noRetryBeforeMs: number }
  /** Retrying is pointless. */
  | { readonly type: 'give-up' }
  /** The wait before the next retry ends early, since another transfer has succeeded. */
  | { readonly type: 'wake' }
  /** A player resumes the part that has arrived, or the part is discarded. */
  | { readonly type: 'use-part' | 'lose-part' }
  | { readonly type: 'arrive'; readonly bytes: number }
  /** The stored body is current: it was in the cache all along, or its origin has confirmed it. */
  | { readonly type: 'confirm' }
  /** The body is handed over to be written. */
  | { readonly type: 'write' }
  | { readonly type: 'keep'; readonly outcome: KeepOutcome; readonly isInMemory: boolean }
  /** It was removed from this tier: evicted, expired, damaged, replaced, withdrawn by its origin, or purged. */
  | { readonly type: 'remove'; readonly tier: 'memory' | 'store' };

/** What the ledger counts. Parts are reported separately from files, which count once, when they arrive whole. */
export type LedgerEvent =
  | { readonly what: 'begun' | 'failed' | 'cancelled' | 'confirmed'; readonly cause: Cause }
  | {
      readonly what: 'arrived' | 'used' | 'wasted' | 'part-used' | 'part-wasted';
      readonly cause: Cause;
      readonly bytes: number;
    };

export type LifeChange = { readonly life: Life; readonly ledgerEvents: readonly LedgerEvent[] };

export const initialLife: Life = {
  state: 'gone',
  cause: null,
  isOpen: false,
  isWanted: false,
  isRequested: false,
  attempts: 0,
  failingSinceMs: null,
  noRetryBeforeMs: 0,
  bytes: 0,
  isStored: false,
};

/** Whether this worker can forget the resource. */
export function isForgettable({ state, isWanted, cause, bytes, isStored, isRequested }: Life): boolean {
  if (isWanted) return false;
  if (state === 'gone') return cause === null || bytes === 0;
  return state === 'kept' && (isStored || isRequested || cause === null);
}

/** Whether a transfer is in flight. */
function isUnderWay({ state }: Life): boolean {
  return state === 'under-way' || state === 'renewing';
}

/** Whether it is still to be fetched: queued, in flight, between two attempts, or waiting after too many. */
export function isPending({ isWanted, state }: Life): boolean {
  return isWanted && state !== 'kept' && state !== 'gone';
}

/** Returns the next life and the events that the ledger counts. Events that cannot happen in a state change nothing. */
export function applyEvent(life: Life, event: LifeEvent): LifeChange {
  switch (event.type) {
    case 'want':
      // Each plan repeats this for everything that it wants.
      if (life.isWanted) return unreported(life);
      return unreported({
        ...life,
        isWanted: true,
        state: life.state === 'gone' ? 'wanted' : life.state,
      });
    case 'unwant':
      return unwant(life);
    case 'begin':
      return begin(life, event);
    case 'ask':
      return markRequested(life);
    case 'stop':
    case 'fail':
      return isUnderWay(life) ? breakOff(life, event) : unreported(life);
    case 'retry':
      return unreported(retry(life, event));
    case 'give-up':
      return life.state === 'wanted' ? close({ ...life, state: 'gone' }, 'failed') : unreported(life);
    case 'wake':
      return unreported({ ...life, noRetryBeforeMs: 0 });
    case 'use-part':
      return endPart(life, 'part-used');
    case 'lose-part':
      return endPart(life, 'part-wasted');
    case 'arrive':
      return isUnderWay(life) ? arrive(life, event.bytes) : unreported(life);
    case 'confirm':
      return life.state === 'wanted' || life.state === 'renewing' ? confirm(life) : unreported(life);
    case 'write':
      return unreported(hasArrived(life) ? { ...life, state: 'arrived', isStored: true } : life);
    case 'keep':
      return keep(life, event);
    case 'remove':
      return life.state === 'kept' && life.isStored === (event.tier === 'store') ? remove(life) : unreported(life);
  }
}

const noFailures = { attempts: 0, failingSinceMs: null, noRetryBeforeMs: 0 } as const;

function begin(before: Life, { cause, isRenewal }: Extract<LifeEvent, { type: 'begin' }>): LifeChange {
  if (isUnderWay(before)) return unreported(before);
  // A renewal concerns the whole stored file, so a part beside it will not be resumed.
  const { life, ledgerEvents } = isRenewal ? endPart(before, 'part-wasted') : unreported(before);
  const state = isRenewal ? 'renewing' : 'under-way';
  // The ledger counts one file, however often its transfer is stopped and resumed.
  if (life.isOpen) return { life: { ...life, state }, ledgerEvents };
  // Bytes that a player fetched, or that were already reported as used, are not reported again for another cause.
  const bytes = life.cause === null || life.isRequested ? 0 : life.bytes;
  const begun = { ...life, state, cause, bytes, isRequested: false, isOpen: cause !== null } as const;
  return { life: begun, ledgerEvents: cause === null ? ledgerEvents : [...ledgerEvents, { what: 'begun', cause }] };
}

function markRequested(life: Life): LifeChange {
  if (life.isRequested) return unreported(life);
  return { life: { ...life, isRequested: true }, ledgerEvents: hasArrived(life) ? reportUnread(life, 'used') : [] };
}

function breakOff(life: Life, { type, bytes }: { readonly type: 'stop' | 'fail'; readonly bytes: number }): LifeChange {
  if (life.state === 'renewing') return close({ ...life, state: 'kept' }, type === 'stop' ? 'cancelled' : 'failed');
  if (life.isWanted) return unreported({ ...life, bytes, state: 'wanted' });
  return close({ ...life, bytes, state: 'gone' }, type === 'stop' ? 'cancelled' : 'failed');
}

function retry(life: Life, { nowMs, isAttempt, noRetryBeforeMs }: Extract<LifeEvent, { type: 'retry' }>): Life {
  const failingSinceMs = life.failingSinceMs ?? nowMs;
  return { ...life, attempts: life.attempts + Number(isAttempt), failingSinceMs, noRetryBeforeMs };
}

function unwant(life: Life): LifeChange {
  const free = { ...life, ...noFailures, isWanted: false };
  if (life.state !== 'wanted') return unreported(free);
  return close({ ...free, state: 'gone' }, life.failingSinceMs === null ? 'cancelled' : 'failed');
}

function endPart(life: Life, what: 'part-used' | 'part-wasted'): LifeChange {
  const isPart = life.state === 'gone' || life.state === 'wanted';
  if (!isPart || life.bytes === 0) return unreported(life);
  // To the ledger the resumed transfer is the same one: all bytes are reported once it has arrived.
  if (life.isOpen && what === 'part-used') return unreported(life);
  return { life: { ...life, bytes: 0 }, ledgerEvents: reportBytes(life.cause, what, life.bytes) };
}

function arrive(life: Life, bytes: number): LifeChange {
  const arrived = { ...life, ...noFailures, state: 'arrived', bytes, isOpen: false, isStored: false } as const;
  const used = life.isRequested ? reportBytes(life.cause, 'used', bytes) : [];
  return { life: arrived, ledgerEvents: [...reportBytes(life.cause, 'arrived', bytes), ...used] };
}

function confirm(life: Life): LifeChange {
  // The whole file was stored all along, so a part beside it is wasted.
  const { life: whole, ledgerEvents } = endPart(life, 'part-wasted');
  const closed = close({ ...whole, ...noFailures, state: 'kept', isStored: true }, 'confirmed');
  return { life: closed.life, ledgerEvents: [...ledgerEvents, ...closed.ledgerEvents] };
}

function keep(life: Life, { outcome, isInMemory }: Extract<LifeEvent, { type: 'keep' }>): LifeChange {
  if (!hasArrived(life)) return unreported(life);
  if (outcome === 'stored') return unreported({ ...life, state: 'kept', isStored: true });
  const unstored = { ...life, state: 'kept', isStored: false } as const;
  return outcome !== 'refused' && isInMemory ? unreported(unstored) : remove(unstored);
}

/** Removes the body, which is wasted if no player has read it. Once it is stored the store's index reports that. */
function remove(life: Life): LifeChange {
  return { life: { ...life, state: 'gone', bytes: 0, isStored: false }, ledgerEvents: reportUnread(life, 'wasted') };
}

function reportUnread({ isStored, isRequested, cause, bytes }: Life, what: 'used' | 'wasted'): LedgerEvent[] {
  return isStored || isRequested || bytes === 0 ? [] : reportBytes(cause, what, bytes);
}

function close(life: Life, what: 'failed' | 'cancelled' | 'confirmed'): LifeChange {
  const ledgerEvents: LedgerEvent[] = life.isOpen && life.cause !== null ? [{ what, cause: life.cause }] : [];
  return { life: { ...life, isOpen: false }, ledgerEvents };
}

function hasArrived({ state }: Life): boolean {
  return state === 'arrived' || state === 'kept';
}

function unreported(life: Life): LifeChange {
  return { life, ledgerEvents: [] };
}

type BytesEvent = Extract<LedgerEvent, { readonly bytes: number }>;

function reportBytes(cause: Cause | null, what: BytesEvent['what'], bytes: number): LedgerEvent[] {
  return cause === null ? [] : [{ what, cause, bytes }];
}

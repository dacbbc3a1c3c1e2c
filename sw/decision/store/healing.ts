/**
 * What is wrong with a database that fails. Browsers use one error name for several faults, and each words the messages
 * that tell them apart differently: WebKit's "UnknownError" may be a lost connection, a full disk or a damaged file.
 *
 * - full: there is no space left. Something has to be evicted first.
 * - lost: this connection is dead, but the database is not. A new connection helps.
 * - withheld: the database is locked, a newer version of the page has upgraded it, or the viewer's settings forbid it.
 *   Only waiting helps.
 * - damaged: its files cannot be read.
 */
export type StoreFault = 'full' | 'lost' | 'withheld' | 'damaged';

export type Healing = {
  /** Whether failed work is retried once on a new connection before the failure is reported. */
  readonly retriesAtOnce: boolean;
  /** After this many failed trials in a row, each on a new connection, an empty database replaces this one. */
  readonly trialsBeforeReplacement: number;
};

/** None of these remedies loses a saved reel. */
export const healing: Readonly<Record<StoreFault, Healing>> = {
  full: { retriesAtOnce: false, trialsBeforeReplacement: Number.POSITIVE_INFINITY },
  lost: { retriesAtOnce: true, trialsBeforeReplacement: Number.POSITIVE_INFINITY },
  withheld: { retriesAtOnce: false, trialsBeforeReplacement: Number.POSITIVE_INFINITY },
  damaged: { retriesAtOnce: true, trialsBeforeReplacement: 5 },
};

/** The first matching row decides. */
const signs: readonly (readonly [fault: StoreFault, name: RegExp, text?: RegExp])[] = [
  ['full', /^QuotaExceededError$/],
  ['full', /./, /quota|\bfull\b|no space|remaining storage space/i],
  ['withheld', /^(Version|Security|Timeout|NotAllowed|StoreUnavailable)Error$/],
  ['withheld', /./, /\block|did not allow mutations/i],
  ['lost', /^(InvalidState|Abort|TransactionInactive)Error$/],
  ['lost', /^UnknownError$/, /connection|server|in-progress transaction|inactivity|request of the user/i],
  ['damaged', /^(Unknown|Data|NotFound|NotReadable|Constraint|Encoding)Error$/],
];

export function faultOf({ name, message }: { readonly name: string; readonly message: string }): StoreFault {
  const sign = signs.find(([, names, text]) => names.test(name) && (text === undefined || text.test(message)));
  // An unknown error is no reason to give the database up.
  return sign?.[0] ?? 'lost';
}

/** Classifies any thrown value, Error or not. */
export function faultIn(cause: unknown): StoreFault {
  return faultOf(cause instanceof Error ? cause : { name: '', message: String(cause) });
}

export function isFull(cause: unknown): boolean {
  return faultIn(cause) === 'full';
}

/**
 * What is wrong with a database that fails. Browsers name many faults alike, and each tells them apart in words of its
 * own: WebKit's "UnknownError" may be a lost connection, a full disk or a damaged file.
 *
 * - full: there is no room. Something has to go first.
 * - lost: this connection is dead, the database is not. Another connection helps.
 * - withheld: somebody else holds it, a newer version of the page has it, or the viewer's settings forbid it. Only
 *   waiting helps.
 * - damaged: its files cannot be read.
 */
export type StoreFault = 'full' | 'lost' | 'withheld' | 'damaged';

export type Healing = {
  /** The work that failed is tried again on a new connection, before anybody hears of it. */
  readonly retriesAtOnce: boolean;
  /** After so many failed trials in a row, each on a new connection, an empty database takes its place. */
  readonly trialsBeforeNew: number;
};

/** Nothing that was saved is lost by any of these. */
export const healing: Readonly<Record<StoreFault, Healing>> = {
  full: { retriesAtOnce: false, trialsBeforeNew: Number.POSITIVE_INFINITY },
  lost: { retriesAtOnce: true, trialsBeforeNew: Number.POSITIVE_INFINITY },
  withheld: { retriesAtOnce: false, trialsBeforeNew: Number.POSITIVE_INFINITY },
  damaged: { retriesAtOnce: true, trialsBeforeNew: 5 },
};

/** The first row that fits decides. */
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
  // What nobody has seen yet is no reason to give anything up.
  return sign?.[0] ?? 'lost';
}

/** Of whatever was thrown. */
export function faultIn(cause: unknown): StoreFault {
  return faultOf(cause instanceof Error ? cause : { name: '', message: String(cause) });
}

export function isFull(cause: unknown): boolean {
  return faultIn(cause) === 'full';
}

/**
 * What the link delivers, learned from transfers. The rate is bits over busy time, where long and recent transfers weigh
 * most; it starts from a guess that a few transfers outweigh. The spread is how far single transfers stray from it, the
 * overhead what each of them costs in time whatever its size.
 */
export type LinkModel = {
  readonly kilobits: number;
  readonly busySeconds: number;
  readonly transfers: number;
  readonly squares: number;
  readonly squaresOf: number;
  readonly overheadSeconds: number;
  readonly answers: number;
};

export type ObservedTransfer = {
  readonly bytes: number;
  /** From the request to the last byte, as it would have been with the line to itself. */
  readonly seconds: number;
  /** From the request to the first byte. */
  readonly firstByteSeconds: number;
};

/** The link as a plan uses it. */
export type Link = {
  readonly bps: number;
  /** Standard deviation of the logarithm of single transfers' rates about `bps`. */
  readonly spread: number;
  readonly overheadSeconds: number;
};

export const noTransfers: LinkModel = {
  kilobits: 0,
  busySeconds: 0,
  transfers: 0,
  squares: 0,
  squaresOf: 0,
  overheadSeconds: 0,
  answers: 0,
};

/** What a link is like of which nothing is known, and how many transfers that guess is worth. */
const guess = { transfers: 1, spread: 0.38, spreadTransfers: 12, overheadSeconds: 0.1 };
const memory = { busySeconds: 10, transfers: 20, answers: 10 };
/** Below this a body is over before its rate can be told from the way there and back. */
const leastBytes = 8_000;
const longestSeconds = 600;
/** From a modem that is cut off to a data centre: estimates stay in here. */
const possibleBps = [1_000, 10_000_000_000] as const;

/** Learns from one transfer. What cannot be teaches nothing. */
export function observeTransfer(
  from: LinkModel,
  { bytes, seconds, firstByteSeconds }: ObservedTransfer,
  guessBps: number,
): LinkModel {
  if (!isWithin(seconds, 0, longestSeconds) || seconds === 0 || !isWithin(firstByteSeconds, 0, seconds)) return from;
  const model = observeAnswer(from, firstByteSeconds);
  if (!isWithin(bytes, leastBytes, Number.MAX_SAFE_INTEGER)) return model;
  const busy = Math.max(0.001, seconds - firstByteSeconds);
  const kilobits = (bytes * 8) / 1000;
  const kept = Math.exp(-busy / memory.busySeconds);
  const keptTransfers = Math.exp(-1 / memory.transfers);
  // The first transfers stray from a guess, not from the link's own rate.
  const isTelling = model.transfers >= 2;
  const stray = isTelling ? Math.log(((kilobits / busy) * 1000) / rateOf(model, guessBps)) : 0;
  return {
    ...model,
    kilobits: model.kilobits * kept + kilobits,
    busySeconds: model.busySeconds * kept + busy,
    transfers: model.transfers * keptTransfers + 1,
    squares: model.squares * keptTransfers + stray * stray,
    squaresOf: model.squaresOf * keptTransfers + (isTelling ? 1 : 0),
  };
}

function observeAnswer(model: LinkModel, firstByteSeconds: number): LinkModel {
  const answers = model.answers * Math.exp(-1 / memory.answers) + 1;
  const overheadSeconds = model.overheadSeconds + (firstByteSeconds - model.overheadSeconds) / answers;
  return { ...model, answers, overheadSeconds };
}

function rateOf({ kilobits, busySeconds, transfers }: LinkModel, guessBps: number): number {
  const guessed = Math.log(clampBps(guessBps));
  if (transfers === 0) return Math.exp(guessed);
  const seen = Math.log(clampBps((1000 * kilobits) / busySeconds));
  return Math.exp((guess.transfers * guessed + transfers * seen) / (guess.transfers + transfers));
}

/** `guessBps` is what is known from elsewhere, for example from an earlier visit. */
export function linkOf(model: LinkModel, guessBps: number): Link {
  const { squares, squaresOf, answers, overheadSeconds } = model;
  const variance = (guess.spreadTransfers * guess.spread ** 2 + squares) / (guess.spreadTransfers + squaresOf);
  return {
    bps: rateOf(model, guessBps),
    spread: Math.min(0.8, Math.sqrt(variance)),
    overheadSeconds: answers === 0 ? guess.overheadSeconds : overheadSeconds,
  };
}

/** What is no number is as good as no rate: it counts as the least. */
function clampBps(bps: number): number {
  const [least, most] = possibleBps;
  return bps > least ? Math.min(most, bps) : least;
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

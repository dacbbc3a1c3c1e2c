/**
 * What the link delivers, learned from transfers. The rate is bits per busy second; long and recent transfers weigh
 * most, and it starts from a guess that a few transfers outweigh. The spread is how far single transfers deviate from
 * that rate, and the overhead is the time that each of them takes regardless of its size.
 */
export type LinkModel = {
  readonly kilobits: number;
  readonly busySeconds: number;
  readonly transfers: number;
  readonly squaredDeviations: number;
  readonly deviationWeight: number;
  readonly overheadSeconds: number;
  readonly answers: number;
};

export type ObservedTransfer = {
  readonly bytes: number;
  /** From the request to the last byte, as if the transfer had had the link to itself. */
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
  squaredDeviations: 0,
  deviationWeight: 0,
  overheadSeconds: 0,
  answers: 0,
};

/** Assumptions about an unknown link, and how many transfers each of them counts for. */
const guess = { transfers: 1, spread: 0.38, spreadTransfers: 12, overheadSeconds: 0.1 };
const memory = { busySeconds: 10, transfers: 20, answers: 10 };
/** A smaller body ends before its rate can be told apart from the round trip. */
const leastBytes = 8_000;
const longestSeconds = 600;
/** Bounds of every estimate: from a nearly dead modem to a data centre. */
const possibleBps = [1_000, 10_000_000_000] as const;

/** Learns from one transfer. Impossible values are ignored. */
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
  // The first transfers deviate from the guess, not from the link's own rate, so they do not count for the spread.
  const countsForSpread = model.transfers >= 2;
  const deviation = countsForSpread ? Math.log(((kilobits / busy) * 1000) / rateOf(model, guessBps)) : 0;
  return {
    ...model,
    kilobits: model.kilobits * kept + kilobits,
    busySeconds: model.busySeconds * kept + busy,
    transfers: model.transfers * keptTransfers + 1,
    squaredDeviations: model.squaredDeviations * keptTransfers + deviation * deviation,
    deviationWeight: model.deviationWeight * keptTransfers + (countsForSpread ? 1 : 0),
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

/** Returns the estimates. `guessBps` comes from elsewhere, for example from an earlier visit. */
export function linkOf(model: LinkModel, guessBps: number): Link {
  const { squaredDeviations, deviationWeight, answers, overheadSeconds } = model;
  const variance =
    (guess.spreadTransfers * guess.spread ** 2 + squaredDeviations) / (guess.spreadTransfers + deviationWeight);
  return {
    bps: rateOf(model, guessBps),
    spread: Math.min(0.8, Math.sqrt(variance)),
    overheadSeconds: answers === 0 ? guess.overheadSeconds : overheadSeconds,
  };
}

/** NaN counts as the lowest possible rate. */
function clampBps(bps: number): number {
  const [least, most] = possibleBps;
  return bps > least ? Math.min(most, bps) : least;
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

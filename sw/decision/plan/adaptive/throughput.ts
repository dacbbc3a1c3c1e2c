import type { Link } from './outlook.ts';

/**
 * What the link delivers, learned from transfers. Rate is bits over busy time, where long and recent transfers weigh
 * most; it starts from a guess that a few transfers outweigh. Spread is how far single transfers stray from it.
 */
export type Throughput = {
  readonly kilobits: number;
  readonly busySeconds: number;
  readonly transfers: number;
  readonly squares: number;
  readonly squaresOf: number;
};

export const noThroughput: Throughput = { kilobits: 0, busySeconds: 0, transfers: 0, squares: 0, squaresOf: 0 };

const guess = { kbps: 1700, transfers: 1, spread: 0.38, spreadTransfers: 12 };
const memory = { busySeconds: 10, transfers: 20 };

/** Learns from one transfer; one that took no time or brought nothing says nothing. */
export function observeTransfer(from: Throughput, bytes: number, seconds: number, overheadSeconds: number): Throughput {
  const busy = Math.max(0.01, seconds - overheadSeconds);
  const kilobits = (bytes * 8) / 1000;
  if (!(kilobits > 0 && Number.isFinite(kilobits) && Number.isFinite(seconds) && seconds > 0)) return from;
  const stray = Math.log(kilobits / busy / kbpsOf(from));
  const kept = Math.exp(-busy / memory.busySeconds);
  const keptTransfers = Math.exp(-1 / memory.transfers);
  return {
    kilobits: from.kilobits * kept + kilobits,
    busySeconds: from.busySeconds * kept + busy,
    transfers: from.transfers * keptTransfers + 1,
    // The first transfers stray from a guess, not from the link's own rate.
    squares: from.squares * keptTransfers + (from.transfers < 2 ? 0 : stray * stray),
    squaresOf: from.squaresOf * keptTransfers + (from.transfers < 2 ? 0 : 1),
  };
}

function kbpsOf({ kilobits, busySeconds, transfers }: Throughput): number {
  if (transfers === 0) return guess.kbps;
  const seen = transfers * Math.log(kilobits / busySeconds);
  return Math.exp((guess.transfers * Math.log(guess.kbps) + seen) / (guess.transfers + transfers));
}

export function linkOf(throughput: Throughput, overheadSeconds: number): Link {
  const { squares, squaresOf } = throughput;
  const variance = (guess.spreadTransfers * guess.spread ** 2 + squares) / (guess.spreadTransfers + squaresOf);
  return { kbps: kbpsOf(throughput), spread: Math.min(0.8, Math.sqrt(variance)), overheadSeconds };
}

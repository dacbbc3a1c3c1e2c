import * as v from 'valibot';
import { notNegative } from '../../src/shared/numbers.ts';
import {
  type Breaker,
  closedBreaker,
  type FailedRequest,
  mustWaitMs,
  onFailure,
  onSuccess,
  avoidForMs,
  standingOf,
} from '../decision/origin/circuit-breaker.ts';
import type { DownloadError } from '../decision/origin/download-error.ts';
import { type OriginHistory, type OriginMeasurement, recordMeasurement } from '../decision/origin/origin-score.ts';
import { slowFirstByteMs } from '../decision/origin/patience.ts';
import type { Replica } from '../decision/origin/replica-order.ts';

const keptFirstBytes = 50;
/** A body below this size says more about the round trip than about the bandwidth. */
const minMeasuredBodyBytes = 16 * 1024;
/** The number of HTTP/1.1 connections that a browser opens to a host. */
const maxTransfers = 6;
/** After this long an origin that is being tried is checked again, as the end of the trial request is unknown. */
const trialMs = 1000;

export const savedOriginSchema = v.object({
  history: v.array(
    v.object({
      atMs: notNegative,
      latencyMs: v.nullable(notNegative),
      bandwidthMbps: v.nullable(notNegative),
      succeeded: v.boolean(),
    }),
  ),
  firstBytesMs: v.array(notNegative),
  breaker: v.object({
    failuresInRow: notNegative,
    lastFailedMs: v.optional(notNegative, 0),
    openUntilMs: notNegative,
    askedToWaitUntilMs: notNegative,
    speculationWaitsUntilMs: v.optional(notNegative, 0),
  }),
});
export type StoredOrigin = v.InferOutput<typeof savedOriginSchema>;

/** What is known about one origin. */
export class OriginRecord {
  activeTransfers = 0;
  servedTransfers = 0;
  failedTransfers = 0;
  requestedAtMs = 0;
  #history: OriginHistory = [];
  #firstBytesMs: readonly number[] = [];
  #breaker: Breaker = closedBreaker;

  constructor(readonly base: string) {}

  get history(): OriginHistory {
    return this.#history;
  }

  get slowFirstByteMs(): number {
    return slowFirstByteMs(this.#firstBytesMs);
  }

  /** When the origin was last measured, by a success or a failure. */
  get measuredAtMs(): number {
    return this.#history.at(-1)?.atMs ?? 0;
  }

  replica(nowMs: number): Replica {
    return {
      id: this.base,
      history: this.#history,
      load: { activeTransfers: this.activeTransfers, maxTransfers },
      standing: this.#isOnTrial ? 'open' : standingOf(this.#breaker, nowMs),
      requestedAtMs: this.requestedAtMs,
    };
  }

  mustWaitMs(nowMs: number, priority: 'high' | 'low'): number {
    return mustWaitMs(this.#breaker, nowMs, priority);
  }

  /** How long low-priority requests leave the origin alone. */
  avoidForMs(nowMs: number): number {
    return Math.max(avoidForMs(this.#breaker, nowMs), this.#isOnTrial ? trialMs : 0);
  }

  onFirstByte(firstByteMs: number): void {
    this.#firstBytesMs = [...this.#firstBytesMs, firstByteMs].slice(-keptFirstBytes);
  }

  onBody(
    atMs: number,
    latencyMs: number | null,
    body: { readonly sizeBytes: number; readonly elapsedMs: number },
  ): void {
    this.#breaker = onSuccess(this.#breaker);
    this.#measure({ atMs, latencyMs, bandwidthMbps: bandwidthOf(body), succeeded: true });
  }

  /** A probe measures an origin's latency and shows that it is available. */
  onProbe(atMs: number, latencyMs: number): void {
    this.#breaker = onSuccess(this.#breaker);
    this.onFirstByte(latencyMs);
    this.#measure({ atMs, latencyMs, bandwidthMbps: null, succeeded: true });
  }

  /** Another origin answered first: the latency is at least the time waited, and this origin is not asked next. */
  onOvertaken(request: FailedRequest): void {
    const waitedMs = request.endedMs - request.startedMs;
    this.onFirstByte(waitedMs);
    this.#breaker = onFailure(this.#breaker, request);
    this.#measure({ atMs: request.endedMs, latencyMs: waitedMs, bandwidthMbps: null, succeeded: false });
  }

  onFailure(request: FailedRequest, failure: DownloadError, bandwidthMbps: number | null): void {
    this.#measure({ atMs: request.endedMs, latencyMs: null, bandwidthMbps, succeeded: false });
    // An origin that merely lacks one file is healthy.
    const isOnlyMissing = failure.reason === 'status' && !isOverload(failure.status ?? 0);
    if (!isOnlyMissing) this.#breaker = onFailure(this.#breaker, request, failure.retryAfterMs);
  }

  snapshot(): StoredOrigin {
    return { history: [...this.#history], firstBytesMs: [...this.#firstBytesMs], breaker: this.#breaker };
  }

  /** Adds saved state. What was measured meanwhile takes precedence. */
  restore({ history, firstBytesMs, breaker }: StoredOrigin): void {
    const isUntouched = this.#history.length === 0;
    if (isUntouched) this.#breaker = breaker;
    const measured = this.#history;
    this.#history = [];
    for (const measurement of [...history, ...measured]) this.#measure(measurement);
    this.#firstBytesMs = [...firstBytesMs, ...this.#firstBytesMs].slice(-keptFirstBytes);
  }

  /** Whether the breaker is half-open and a trial request is in flight, which others should wait for. */
  get #isOnTrial(): boolean {
    const { openUntilMs } = this.#breaker;
    return openUntilMs > 0 && this.activeTransfers > 0 && this.requestedAtMs >= openUntilMs;
  }

  #measure(measurement: OriginMeasurement): void {
    this.#history = recordMeasurement(this.#history, measurement);
  }
}

export function bandwidthOf({ sizeBytes, elapsedMs }: { sizeBytes: number; elapsedMs: number }): number | null {
  return sizeBytes < minMeasuredBodyBytes ? null : (sizeBytes * 8) / 1000 / Math.max(1, elapsedMs);
}

function isOverload(status: number): boolean {
  return status === 429 || status >= 500;
}

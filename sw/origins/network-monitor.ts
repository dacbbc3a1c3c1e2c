import * as v from 'valibot';
import type { FailedRequest } from '../decision/origin/circuit-breaker.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import { averageOrigin, originHealth, scoreOrigin } from '../decision/origin/origin-score.ts';
import type { OriginStatus } from '../decision/origin/origin-status.ts';
import { mayHedge, type Outlook } from '../decision/origin/patience.ts';
import { expectedPerformance, orderReplicas, type Replica } from '../decision/origin/replica-order.ts';
import { isWithin } from '../decision/time.ts';
import {
  describeEvent,
  isAlarming,
  type OriginChoice,
  type OriginEvent,
  type Outcome,
  type RequestRecord,
} from './origin-choice.ts';
import { bandwidthOf, OriginRecord, type StoredOrigin, savedOriginSchema } from './origin-record.ts';
import type { ProbedOrigins } from './prober.ts';
import { Kept, readList } from '../kept.ts';
import type { Memory } from '../memory.ts';

export type MonitorParts = {
  readonly nowMs: () => number;
  /** Which origin an address belongs to. */
  readonly origins: { baseOf(url: string): string };
  readonly memory: Memory;
  readonly log?: { write(level: 'warn' | 'info', message: string, facts: OriginEvent): void };
};

export type OriginCounts = {
  requests: number;
  failures: number;
  failovers: number;
  stalls: number;
  hedges: number;
  resumptions: number;
};

const maxOrigins = 100;
const readRecords = readList(v.tuple([v.string(), savedOriginSchema]), maxOrigins);
const saveEveryMs = 10_000;

/** Measures each origin's latency, bandwidth and reliability by every transfer, and ranks the origins by them. */
export class NetworkMonitor implements OriginChoice, ProbedOrigins {
  readonly counts: OriginCounts = {
    requests: 0,
    failures: 0,
    failovers: 0,
    stalls: 0,
    hedges: 0,
    resumptions: 0,
  };
  readonly #kept: Kept<Map<string, OriginRecord>>;
  #savedAtMs = 0;

  constructor(readonly parts: MonitorParts) {
    this.#kept = new Kept(parts.memory, {
      empty: () => new Map(),
      read: (json) => restoreRecords(readRecords(json) ?? [], new Map()),
      write: (records) => [...records].map(([base, record]) => [base, record.snapshot()]).slice(-maxOrigins),
      merge: (kept, since) =>
        restoreRecords(
          [...kept].map(([base, record]) => [base, record.snapshot()]),
          since,
        ),
    });
  }

  get ready(): Promise<void> {
    return this.#kept.restore();
  }

  rank(urls: readonly string[], priority: 'high' | 'low'): string[] {
    const nowMs = this.parts.nowMs();
    const known = urls.map((url) => ({ url, record: this.#recordOf(url) }));
    const willing = known.filter(({ record }) => record.mustWaitMs(nowMs, priority) === 0);
    // Without the worker a player would retry whenever it likes. With no other origin to ask, it still may.
    const candidates = willing.length === 0 && priority === 'high' ? known : willing;
    const ready = candidates.map(({ url, record }) => ({ url, ...record.replica(nowMs) }));
    const trusted = priority === 'high' ? ready : ready.filter(({ standing }) => standing !== 'open');
    return orderReplicas(trusted).map(({ url }) => url);
  }

  /** Returns the current state of these origins. One that asked for a pause counts as open, like one that failed. */
  replicas<O extends { readonly url: string }>(origins: readonly O[]): (Replica & O)[] {
    const nowMs = this.parts.nowMs();
    return origins.map((origin) => {
      const record = this.#recordOf(origin.url);
      const replica = record.replica(nowMs);
      const standing = record.mustWaitMs(nowMs, 'low') > 0 ? 'open' : replica.standing;
      return { ...replica, standing, ...origin };
    });
  }

  refusal(urls: readonly string[]): DownloadError {
    const nowMs = this.parts.nowMs();
    const records = urls.map((url) => this.#recordOf(url));
    const mustWaitMs = Math.min(...records.map((record) => record.mustWaitMs(nowMs, 'low')));
    const avoidForMs = Math.min(...records.map((record) => record.avoidForMs(nowMs)));
    const url = urls[0] ?? '';
    return mustWaitMs > 0
      ? new DownloadError('status', url, 503, { wasRequestSent: false, retryAfterMs: mustWaitMs })
      : new DownloadError('network', url, null, {
          wasRequestSent: false,
          retryAfterMs: avoidForMs,
          cause: 'No origin is trusted',
        });
  }

  expect(url: string): Outlook {
    const nowMs = this.parts.nowMs();
    const record = this.#recordOf(url);
    const all = [...this.#kept.value.values()].map((other) => other.replica(nowMs));
    const { latencyMs, bandwidthMbps } = expectedPerformance(record.replica(nowMs), all);
    return { latencyMs, bandwidthBps: bandwidthMbps * 1e6, slowFirstByteMs: record.slowFirstByteMs };
  }

  begin(url: string, priority: 'high' | 'low' = 'high'): RequestRecord {
    const { nowMs } = this.parts;
    const record = this.#recordOf(url);
    const startedMs = nowMs();
    let firstByte: { readonly ms: number; readonly atMs: number } | null = null;
    let isFinished = false;
    this.counts.requests += 1;
    record.activeTransfers += 1;
    record.requestedAtMs = startedMs;
    return {
      answered: (ms) => {
        firstByte = { ms, atMs: nowMs() };
        record.onFirstByte(ms);
      },
      finish: (outcome, bodyBytes) => {
        if (isFinished) return;
        isFinished = true;
        record.activeTransfers -= 1;
        const endedMs = nowMs();
        this.#learn(record, outcome, {
          isSpeculative: priority === 'low',
          startedMs,
          endedMs,
          latencyMs: firstByte?.ms ?? null,
          body: { sizeBytes: bodyBytes, elapsedMs: firstByte === null ? 0 : endedMs - firstByte.atMs },
        });
      },
    };
  }

  mayHedge(): boolean {
    return mayHedge(this.counts);
  }

  report(key: string, event: OriginEvent): void {
    if (event.kind === 'failover') this.counts.failovers += 1;
    else if (event.kind === 'hedge') this.counts.hedges += 1;
    else if (event.kind === 'resume') this.counts.resumptions += 1;
    this.parts.log?.write(isAlarming(event) ? 'warn' : 'info', describeEvent(key, event), event);
  }

  unmeasured(urls: readonly string[], forMs: number): string[] {
    const nowMs = this.parts.nowMs();
    return urls.filter((url) => {
      const record = this.#recordOf(url);
      const isAvoided = record.mustWaitMs(nowMs, 'low') > 0 || record.replica(nowMs).standing === 'open';
      return !isAvoided && !isWithin(forMs, record.measuredAtMs, nowMs);
    });
  }

  onProbe(url: string, startedMs: number, failure: DownloadError | null): void {
    const endedMs = this.parts.nowMs();
    if (failure === null) this.#recordOf(url).onProbe(endedMs, endedMs - startedMs);
    else this.#recordOf(url).onFailure({ startedMs, endedMs }, failure, null);
  }

  #recordOf(url: string): OriginRecord {
    return this.#record(this.parts.origins.baseOf(url));
  }

  #record(base: string): OriginRecord {
    return recordIn(this.#kept.value, base);
  }

  status(): OriginStatus[] {
    const nowMs = this.parts.nowMs();
    return [...this.#kept.value.values()].map((record) => {
      const { standing, load, history } = record.replica(nowMs);
      const averages = averageOrigin(history);
      const { activeTransfers, servedTransfers, failedTransfers, base } = record;
      return {
        ...averages,
        base,
        score: scoreOrigin(averages),
        health: originHealth(averages, load),
        standing,
        activeTransfers,
        servedTransfers,
        failedTransfers,
        measurements: history.length,
      };
    });
  }

  /** Persists what was learned, at most every `saveEveryMs`. */
  async save(): Promise<void> {
    const nowMs = this.parts.nowMs();
    if (isWithin(saveEveryMs, this.#savedAtMs, nowMs)) return;
    this.#savedAtMs = nowMs;
    this.#kept.touch();
    await this.#kept.save();
  }

  #learn(record: OriginRecord, outcome: Outcome, facts: Facts): void {
    const { endedMs, latencyMs, body } = facts;
    if (outcome === 'whole') {
      record.servedTransfers += 1;
      record.onBody(endedMs, latencyMs, body);
    } else if (outcome === 'overtaken') {
      // An origin asked only just before another one answered has had no time to respond.
      if (endedMs - facts.startedMs >= record.slowFirstByteMs) record.onOvertaken(facts);
    } else if (outcome instanceof DownloadError) {
      this.counts.failures += 1;
      if (outcome.reason === 'stalled') this.counts.stalls += 1;
      record.failedTransfers += 1;
      record.onFailure(facts, outcome, bandwidthOf(body));
    } else if (bandwidthOf(body) !== null) {
      // No failure of the origin, but the received bytes still measure its bandwidth.
      record.onBody(endedMs, latencyMs, body);
    }
  }
}

type Facts = FailedRequest & {
  readonly latencyMs: number | null;
  readonly body: { readonly sizeBytes: number; readonly elapsedMs: number };
};

type SavedRecords = readonly (readonly [base: string, saved: StoredOrigin])[];

/** Merges saved records into the current records of the same origins. */
function restoreRecords(saved: SavedRecords, records: Map<string, OriginRecord>): Map<string, OriginRecord> {
  for (const [base, one] of saved) recordIn(records, base).restore(one);
  return records;
}

function recordIn(records: Map<string, OriginRecord>, base: string): OriginRecord {
  const record = records.get(base) ?? new OriginRecord(base);
  records.set(base, record);
  return record;
}

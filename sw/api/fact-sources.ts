import type { LogLevel } from '../../src/shared/config.ts';
import type { MediaSource } from '../../src/shared/media-headers.ts';
import type { ReelInView, View } from '../../src/shared/messages.ts';
import type { Signal } from '../../src/shared/signals.ts';
import type { OriginStatus } from '../decision/origin/origin-status.ts';
import type { Goal } from '../decision/plan/goal.ts';
import type { PageGoal } from '../decision/plan/page-goals.ts';
import type { Wish } from '../decision/plan/wish.ts';
import type { BehaviourModel } from '../decision/viewer/behaviour-model.ts';
import type { BehaviourAssessment } from '../decision/viewer/viewer-class.ts';

export type PredictionSums = {
  readonly prefetchedBytes: number;
  readonly usedBytes: number;
  readonly wastedBytes: number;
  readonly arrived: number;
  readonly used: number;
  readonly wasted: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly underWay: number;
};

export type TransferStatus = {
  readonly key: string;
  readonly priority: 'high' | 'low';
  readonly url: string | null;
  readonly receivedBytes: number;
  readonly lengthBytes: number | null;
  readonly fillLevel: number;
  readonly elapsedMs: number;
};

export type RequestedReel = { readonly reel: ReelInView; readonly viewerId: string };

export type Viewers = {
  restore(): Promise<void>;
  has(viewerId: string): boolean;
  /** Returns the viewer's model; an empty one for an unknown viewer. */
  find(viewerId: string): BehaviourModel;
  assess(viewerId: string): BehaviourAssessment;
  /** Adds a viewer. Resolves with the reason if it was refused. */
  add(viewerId: string): Promise<string | undefined>;
};

/** The state of the rest of the worker that the API reports. */
export type FactSources = {
  /** Reads what is stored of the state below. */
  restore(): Promise<unknown>;
  readonly version: string;
  /** Prefix of every API path. */
  readonly base: string;
  readonly startedAtMs: number;
  /** The latest view of a page. */
  readonly view: { readonly latest: View | undefined };
  readonly viewers: Viewers;
  readonly planner: {
    /** Learns from all of the signals or from none. Resolves with the reason if they were refused. */
    observeAll(viewerId: string, signals: readonly Signal[]): Promise<string | undefined>;
    /** Why the latest plan asks for nothing more. */
    readonly rest: string;
    /** Returns how long the reel is likely to be watched. */
    expectSeconds(reel: ReelInView): number;
  };
  readonly queue: {
    readonly waiting: readonly Wish[];
    readonly running: readonly Wish[];
    readonly counts: {
      readonly completed: number;
      readonly failed: number;
      readonly cancelled: number;
      readonly retried: number;
    };
  };
  readonly prefetcher: { readonly goals: readonly Goal[]; readonly pages: readonly PageGoal[] };
  /** Why nothing, or less than planned, is prefetched now; null if nothing is held back. */
  readonly lanes: { readonly restReason: string | null };
  readonly requestedReels: { readonly list: readonly RequestedReel[] };
  readonly transfers: { status(): readonly TransferStatus[] };
  readonly origins: { idOf(url: string): string };
  readonly monitor: {
    status(): readonly OriginStatus[];
    readonly counts: {
      readonly requests: number;
      readonly failures: number;
      readonly failovers: number;
      readonly stalls: number;
      readonly resumptions: number;
    };
  };
  /** How players' requests were answered, and how long prefetches took. */
  readonly deliveries: {
    restore(): Promise<void>;
    readonly counts: {
      readonly memory: number;
      readonly store: number;
      readonly joined: number;
      readonly network: number;
      readonly bytesFromCache: number;
      readonly foreseen: number;
    };
    readonly prefetchMs: readonly number[];
    readonly recent: readonly {
      readonly atMs: number;
      readonly path: string;
      readonly reelId: string | null;
      readonly source: MediaSource;
      readonly originId: string;
      readonly bytes: number | null;
    }[];
  };
  /** What became of prefetched files and their bytes. */
  readonly predictions: {
    restore(): Promise<void>;
    total(): PredictionSums;
    byReel(): ReadonlyMap<string, PredictionSums>;
    bySource(): ReadonlyMap<string, PredictionSums>;
  };
  /** Returns null for each value that is unknown. */
  readonly readStorage: () => Promise<{
    readonly usageBytes: number | null;
    readonly quotaBytes: number | null;
    readonly entries: number | null;
    readonly accessedEntries: number | null;
    readonly storedBytes: number | null;
    readonly budgetBytes: number | null;
    readonly memoryTierBytes: number;
    readonly memoryBudgetBytes: number;
  }>;
  readonly state: { isAvailable(): Promise<boolean> };
  readonly log: {
    readonly level: LogLevel;
    readonly records: readonly {
      readonly atMs: number;
      readonly level: LogLevel;
      readonly message: string;
      readonly facts: Readonly<Record<string, unknown>>;
    }[];
  };
};

/** What the API can make the rest of the worker do. */
export type ApiActions = {
  readonly requests: {
    /** Prefetches these reels, regardless of later views, until they are cached or the queue is cleared. */
    prefetchReels(reels: readonly ReelInView[], viewerId: string): Promise<void>;
    /** Cancels all prefetches. Resolves with their number. */
    clear(): Promise<number>;
  };
  /** Signs the viewer out and deletes all private data. Rejects if the store cannot guarantee that. */
  readonly signOut: { run(): Promise<void> };
};

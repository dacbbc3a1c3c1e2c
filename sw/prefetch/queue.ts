import { waitMs } from '../decision/time.ts';
import { IndexedHeap } from '../decision/store/indexed-heap.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import { isPending, initialLife } from '../decision/resource/life.ts';
import { isManifestOrPlaylist, type Resource } from '../decision/resource/resource.ts';
import type { Wish } from '../decision/plan/wish.ts';
import type { Lives } from '../lives.ts';
import { RateLimit } from './rate-limit.ts';

/** Numbers of simultaneous transfers. */
export type LaneCount = {
  readonly all: number;
  /** How many of them may fetch anything but manifests and playlists. */
  readonly bodies: number;
};

export type QueueLimits = {
  readonly lanesPerOrigin: number;
  readonly lanesPerReel: number;
  readonly startsPerSecondPerOrigin: number;
  readonly timeoutMs: number;
};

export type QueueWork = {
  /** Brings a wish into the cache. Resolves to whether it had to be fetched; rejects on failure or abort. */
  readonly run: (wish: Wish, signal: AbortSignal) => Promise<boolean>;
  /** Returns the origin that would be asked for the resource now. */
  readonly originOf: (resource: Resource) => string;
  /** Returns how long to wait before the next attempt, or null to give up. */
  readonly retryDelayMs: (cause: unknown, attempt: number) => number | null;
  /** Whether an origin was asked. Otherwise the failure does not count as an attempt. */
  readonly wasRequestSent: (cause: unknown) => boolean;
  /** Whether a wish that has failed too often may succeed later. */
  readonly mayRetryLater: (cause: unknown) => boolean;
  readonly wait: (delayMs: number) => Promise<void>;
  readonly nowMs: () => number;
};

export type QueueCounts = { completed: number; failed: number; cancelled: number; retried: number };

/** How many wishes that have to wait may be skipped to find one that can start. */
const longestLookAhead = 32;

/** How long a wish that has failed too often rests, unless an outage ends earlier. */
const retryPauseMs = 60_000;

export const noLanes: LaneCount = { all: 0, bodies: 0 };

type Running = { readonly origin: string; readonly abort: AbortController };

/**
 * Works through wishes in the order of their priority, a few at a time. A new plan replaces the old one: wishes in both
 * continue undisturbed, and those that the new one lacks are cancelled at once. The life of its resource records how
 * often a wish has failed and whether it is done.
 */
export class PrefetchQueue {
  readonly counts: QueueCounts = { completed: 0, failed: 0, cancelled: 0, retried: 0 };
  readonly #waitingPlaylists = new IndexedHeap<string>();
  readonly #waitingBodies = new IndexedHeap<string>();
  #wishes = new Map<string, Wish>();
  readonly #running = new Map<string, Running>();
  /** Wishes between two attempts. */
  readonly #pausing = new Set<string>();
  /** When a fetch last succeeded. */
  #completedMs = 0;
  readonly #rate: RateLimit;
  /** None until `limitLanes` is called. */
  #lanes = noLanes;
  /** Runs and waits that will end on their own and may then start more. */
  readonly #pending = new Set<Promise<void>>();

  /** Changes to `limits` take effect for later starts. The number of lanes is set by `limitLanes`. */
  constructor(
    readonly limits: QueueLimits,
    readonly work: QueueWork,
    readonly lives: Pick<Lives, 'find' | 'report'>,
  ) {
    this.#rate = new RateLimit(limits);
  }

  get waiting(): Wish[] {
    return this.#wishesOf([...this.#waitingPlaylists.keys(), ...this.#waitingBodies.keys()]);
  }

  get running(): Wish[] {
    return this.#wishesOf([...this.#running.keys()]);
  }

  /** Whether a body will be started as soon as a lane is free. */
  get hasMore(): boolean {
    return this.#lanes.bodies > 0 && this.#waitingBodies.size > 0;
  }

  /** Whether it is still to be fetched: waiting, running, between two attempts, or resting after too many. */
  isWanted(key: string): boolean {
    return isPending(this.lives.find(key) ?? initialLife);
  }

  /** Settles when nothing is running and nothing more will start on its own. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Makes the queue want exactly these wishes. */
  reconcile(wishes: readonly Wish[]): void {
    const wanted = new Map(wishes.map((wish) => [wish.resource.key, wish]));
    for (const key of this.#wishes.keys()) if (!wanted.has(key)) this.#drop(key);
    this.#wishes = wanted;
    for (const heap of [this.#waitingPlaylists, this.#waitingBodies]) {
      heap.rerank((key) => wanted.get(key)?.priority ?? Number.POSITIVE_INFINITY);
    }
    const nowMs = this.work.nowMs();
    for (const [key, wish] of wanted) {
      this.lives.report(key, { type: 'want' });
      if (this.#isDue(wish, nowMs)) this.#wait(wish);
    }
    this.#fill();
  }

  /** Whether a wish may be queued. One that is done or has failed for good is not tried again under the same plan. */
  #isDue(wish: Wish, nowMs: number): boolean {
    const { key } = wish.resource;
    if (this.#waitingFor(wish).has(key) || this.#running.has(key) || this.#pausing.has(key)) return false;
    const life = this.lives.find(key);
    return (
      life !== undefined &&
      isPending(life) &&
      life.state !== 'arrived' &&
      waitMs(life.noRetryBeforeMs, nowMs, retryPauseMs) === 0
    );
  }

  /** Sets the lanes. If none are left for playlists or bodies, their transfers stop, and start again later. */
  limitLanes(lanes: LaneCount): void {
    this.#lanes = lanes;
    for (const wish of this.running) {
      if ((isManifestOrPlaylist(wish.resource) ? lanes.all : lanes.bodies) > 0) continue;
      this.#wait(wish);
      this.#stop(wish.resource.key);
    }
    this.#fill();
  }

  /** Cancels all wishes. Returns how many there were. */
  clear(): number {
    const before = this.counts.cancelled;
    this.reconcile([]);
    return this.counts.cancelled - before;
  }

  /** Returns these wishes as the latest plan has them. */
  #wishesOf(keys: readonly string[]): Wish[] {
    return keys.map((key) => this.#wishes.get(key)).filter((wish) => wish !== undefined);
  }

  #waitingFor(wish: Wish): IndexedHeap<string> {
    return isManifestOrPlaylist(wish.resource) ? this.#waitingPlaylists : this.#waitingBodies;
  }

  #wait(wish: Wish): void {
    this.#waitingFor(wish).push(wish.resource.key, wish.priority);
  }

  #drop(key: string): void {
    const isResting = waitMs(this.lives.find(key)?.noRetryBeforeMs ?? 0, this.work.nowMs(), retryPauseMs) > 0;
    if (this.isWanted(key) && !isResting) this.counts.cancelled += 1;
    this.#wishes.delete(key);
    this.#pausing.delete(key);
    this.#waitingPlaylists.remove(key);
    this.#waitingBodies.remove(key);
    this.lives.report(key, { type: 'unwant' });
    this.#stop(key);
  }

  #stop(key: string): void {
    const stopped = this.#running.get(key);
    this.#running.delete(key);
    stopped?.abort.abort();
  }

  #fill(): void {
    const passedOver: Wish[] = [];
    while (passedOver.length < longestLookAhead) {
      const wish = this.#popNext();
      if (wish === undefined) break;
      if (this.#mayStart(wish)) this.#start(wish);
      else passedOver.push(wish);
    }
    for (const wish of passedOver) this.#wait(wish);
    const [first] = passedOver;
    if (first !== undefined && this.#running.size === 0) this.#fillLater(first);
  }

  /** Removes and returns the best wish that a lane is free for. */
  #popNext(): Wish | undefined {
    if (this.#running.size >= this.#lanes.all) return undefined;
    const bodies = this.running.filter(({ resource }) => !isManifestOrPlaylist(resource)).length;
    const heaps =
      bodies < this.#lanes.bodies ? [this.#waitingPlaylists, this.#waitingBodies] : [this.#waitingPlaylists];
    const [best] = heaps.filter(({ size }) => size > 0).toSorted((a, b) => a.bestPriority - b.bestPriority);
    return this.#wishes.get(best?.pop() ?? '');
  }

  #mayStart(wish: Wish): boolean {
    const sameReel = this.running.filter(({ reelId }) => reelId === wish.reelId).length;
    if (sameReel >= this.limits.lanesPerReel) return false;
    const origin = this.work.originOf(wish.resource);
    const busy = [...this.#running.values()].filter((other) => other.origin === origin).length;
    return busy < this.limits.lanesPerOrigin && this.#rate.delayMs(origin, this.work.nowMs()) === 0;
  }

  /** Fills the lanes after a delay: only the rate limit holds the queue back, and no running wish would refill it. */
  #fillLater({ resource }: Wish): void {
    const delayMs = this.#rate.delayMs(this.work.originOf(resource), this.work.nowMs());
    this.#track(this.work.wait(delayMs).then(() => this.#fill()));
  }

  #start(wish: Wish): void {
    const abort = new AbortController();
    const origin = this.work.originOf(wish.resource);
    this.#running.set(wish.resource.key, { origin, abort });
    this.#rate.count(origin, this.work.nowMs());
    this.#track(this.#run(wish, abort));
  }

  async #run(wish: Wish, abort: AbortController): Promise<void> {
    const { key } = wish.resource;
    const limit = AbortSignal.any([abort.signal, AbortSignal.timeout(this.limits.timeoutMs)]);
    const result = await this.work.run(wish, limit).then(
      (wasFetched) => ({ wasFetched }),
      (failure: unknown) => ({ failure }),
    );
    // Dropped or stopped meanwhile, so its state has already been updated.
    if (this.#running.get(key)?.abort !== abort) return;
    this.#running.delete(key);
    if ('wasFetched' in result) {
      if (result.wasFetched) {
        this.#endOutage();
        this.counts.completed += 1;
      }
      this.lives.report(key, { type: 'confirm' });
    } else {
      // The bytes received before the time limit are kept, so the next attempt may finish in time.
      const cause = limit.aborted ? new DownloadError('stalled', key) : result.failure;
      this.#retryOrGiveUp(key, cause);
    }
    this.#fill();
  }

  /** A wish that waits for its next attempt holds no lane. */
  #retryOrGiveUp(key: string, cause: unknown): void {
    const nowMs = this.work.nowMs();
    const { attempts } = this.lives.find(key) ?? initialLife;
    const isAttempt = this.work.wasRequestSent(cause);
    const delayMs = this.work.retryDelayMs(cause, attempts + Number(isAttempt));
    if (delayMs === null) {
      this.counts.failed += 1;
      // Not counted as an attempt, so that one is left after the rest.
      const rest = { type: 'retry', nowMs, isAttempt: false, noRetryBeforeMs: nowMs + retryPauseMs } as const;
      this.lives.report(key, this.work.mayRetryLater(cause) ? rest : { type: 'give-up' });
      return;
    }
    this.lives.report(key, { type: 'retry', nowMs, isAttempt, noRetryBeforeMs: 0 });
    this.#pausing.add(key);
    this.counts.retried += Number(isAttempt);
    const again = () => {
      this.#pausing.delete(key);
      const wish = this.#wishes.get(key);
      if (wish === undefined || !this.#isDue(wish, this.work.nowMs())) return;
      this.#wait(wish);
      this.#fill();
    };
    this.#track(this.work.wait(delayMs).then(again));
  }

  /** Wakes resting wishes that have failed only since the last success. Those that failed before it keep resting. */
  #endOutage(): void {
    for (const key of this.#wishes.keys()) {
      const life = this.lives.find(key);
      if (life !== undefined && life.noRetryBeforeMs > 0 && (life.failingSinceMs ?? 0) >= this.#completedMs) {
        this.lives.report(key, { type: 'wake' });
      }
    }
    this.#completedMs = this.work.nowMs();
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }
}

import { waitMs } from '../decision/time.ts';
import { IndexedHeap } from '../decision/store/indexed-heap.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import { isPending, unborn } from '../decision/resource/life.ts';
import { isText, type Resource } from '../decision/resource/resource.ts';
import type { Wish } from '../decision/plan/wish.ts';
import type { Lives } from '../lives.ts';
import { RateLimit } from './rate-limit.ts';

/** Transfers at the same time. */
export type LaneCount = {
  readonly all: number;
  /** How many of them may bring more than a text. */
  readonly bodies: number;
};

export type QueueLimits = {
  readonly lanesPerOrigin: number;
  readonly lanesPerReel: number;
  readonly startsPerSecondPerOrigin: number;
  readonly timeoutMs: number;
};

export type QueueWork = {
  /** Brings what is wished for into the cache, and says whether it had to be fetched. Rejects when it cannot, or is to stop. */
  readonly run: (wish: Wish, signal: AbortSignal) => Promise<boolean>;
  /** The origin that would be asked for it now. */
  readonly originOf: (resource: Resource) => string;
  /** How long to wait before the next attempt, or null to give up. */
  readonly retryDelayMs: (cause: unknown, attempt: number) => number | null;
  /** Whether anybody was asked: what was not even tried is no attempt. */
  readonly wasAsked: (cause: unknown) => boolean;
  /** Whether what has failed too often may come later. */
  readonly mayComeLater: (cause: unknown) => boolean;
  readonly wait: (delayMs: number) => Promise<void>;
  readonly nowMs: () => number;
};

export type QueueCounts = { completed: number; failed: number; cancelled: number; retried: number };

/** How many wishes that have to wait may be passed over to find one that need not. */
const longestLookAhead = 32;

/** What has failed too often is left alone for so long, or until an outage is over. */
const restMs = 60_000;

export const noLanes: LaneCount = { all: 0, bodies: 0 };

type Running = { readonly origin: string; readonly abort: AbortController };

/**
 * Works off wishes in the order of their priority, a few at a time. A new plan replaces the old one: what both want
 * goes on undisturbed, what nobody wants any more is cancelled at once. How often a wish has failed, and whether it is
 * done, is told by the life of its resource.
 */
export class PrefetchQueue {
  readonly counts: QueueCounts = { completed: 0, failed: 0, cancelled: 0, retried: 0 };
  readonly #waitingTexts = new IndexedHeap<string>();
  readonly #waitingBodies = new IndexedHeap<string>();
  #wishes = new Map<string, Wish>();
  readonly #running = new Map<string, Running>();
  /** Wishes between two attempts. */
  readonly #pausing = new Set<string>();
  /** When something came last. */
  #completedMs = 0;
  readonly #rate: RateLimit;
  /** None before somebody says how many. */
  #lanes = noLanes;
  /** Everything that ends by itself and may start more. */
  readonly #pending = new Set<Promise<void>>();

  /** What the limits say counts from then on; the lanes are changed by `limitLanes`. */
  constructor(
    readonly limits: QueueLimits,
    readonly work: QueueWork,
    readonly lives: Pick<Lives, 'find' | 'tell'>,
  ) {
    this.#rate = new RateLimit(limits);
  }

  get waiting(): Wish[] {
    return this.#wishesOf([...this.#waitingTexts.keys(), ...this.#waitingBodies.keys()]);
  }

  get running(): Wish[] {
    return this.#wishesOf([...this.#running.keys()]);
  }

  /** Whether more than a text will be begun as soon as there is room for it. */
  get hasMore(): boolean {
    return this.#lanes.bodies > 0 && this.#waitingBodies.size > 0;
  }

  /** Whether it is still to be brought here: waiting, running, between two attempts, or at rest after too many. */
  isWanted(key: string): boolean {
    return isPending(this.lives.find(key) ?? unborn);
  }

  /** Settles when nothing is running and nothing more will start by itself. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Makes the queue want exactly this. */
  reconcile(wishes: readonly Wish[]): void {
    const wanted = new Map(wishes.map((wish) => [wish.resource.key, wish]));
    for (const key of this.#wishes.keys()) if (!wanted.has(key)) this.#drop(key);
    this.#wishes = wanted;
    for (const heap of [this.#waitingTexts, this.#waitingBodies]) {
      heap.rerank((key) => wanted.get(key)?.priority ?? Number.POSITIVE_INFINITY);
    }
    const nowMs = this.work.nowMs();
    for (const [key, wish] of wanted) {
      this.lives.tell(key, { type: 'want' });
      if (this.#isDue(wish, nowMs)) this.#wait(wish);
    }
    this.#fill();
  }

  /** What is done, or has failed for good, is not tried again while the same plan keeps asking for it. */
  #isDue(wish: Wish, nowMs: number): boolean {
    const { key } = wish.resource;
    if (this.#waitingFor(wish).has(key) || this.#running.has(key) || this.#pausing.has(key)) return false;
    const life = this.lives.find(key);
    return (
      life !== undefined &&
      isPending(life) &&
      life.state !== 'arrived' &&
      waitMs(life.restsUntilMs, nowMs, restMs) === 0
    );
  }

  /** What has no lane any more stops, its bandwidth is needed now. It starts again later. */
  limitLanes(lanes: LaneCount): void {
    this.#lanes = lanes;
    for (const wish of this.running) {
      if ((isText(wish.resource) ? lanes.all : lanes.bodies) > 0) continue;
      this.#wait(wish);
      this.#stop(wish.resource.key);
    }
    this.#fill();
  }

  /** How many wishes that has cancelled. */
  clear(): number {
    const before = this.counts.cancelled;
    this.reconcile([]);
    return this.counts.cancelled - before;
  }

  /** As the latest plan has them. */
  #wishesOf(keys: readonly string[]): Wish[] {
    return keys.map((key) => this.#wishes.get(key)).filter((wish) => wish !== undefined);
  }

  #waitingFor(wish: Wish): IndexedHeap<string> {
    return isText(wish.resource) ? this.#waitingTexts : this.#waitingBodies;
  }

  #wait(wish: Wish): void {
    this.#waitingFor(wish).push(wish.resource.key, wish.priority);
  }

  #drop(key: string): void {
    const isResting = waitMs(this.lives.find(key)?.restsUntilMs ?? 0, this.work.nowMs(), restMs) > 0;
    if (this.isWanted(key) && !isResting) this.counts.cancelled += 1;
    this.#wishes.delete(key);
    this.#pausing.delete(key);
    this.#waitingTexts.remove(key);
    this.#waitingBodies.remove(key);
    this.lives.tell(key, { type: 'unwant' });
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

  /** The best wish that there is a lane for. */
  #popNext(): Wish | undefined {
    if (this.#running.size >= this.#lanes.all) return undefined;
    const bodies = this.running.filter(({ resource }) => !isText(resource)).length;
    const heaps = bodies < this.#lanes.bodies ? [this.#waitingTexts, this.#waitingBodies] : [this.#waitingTexts];
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

  /** Nothing runs whose end would fill the lanes again: the rate limit alone holds the queue back. */
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
    // Dropped or paused meanwhile: somebody else has already decided what becomes of it.
    if (this.#running.get(key)?.abort !== abort) return;
    this.#running.delete(key);
    if ('wasFetched' in result) {
      if (result.wasFetched) {
        this.#endOutage();
        this.counts.completed += 1;
      }
      this.lives.tell(key, { type: 'confirm' });
    } else {
      // What has come until the limit is kept, so that the next attempt may end in time.
      const cause = limit.aborted ? new DownloadError('stalled', key) : result.failure;
      this.#retryOrGiveUp(key, cause);
    }
    this.#fill();
  }

  /** A wish that waits for its next attempt holds no lane. */
  #retryOrGiveUp(key: string, cause: unknown): void {
    const nowMs = this.work.nowMs();
    const { attempts } = this.lives.find(key) ?? unborn;
    const isAttempt = this.work.wasAsked(cause);
    const delayMs = this.work.retryDelayMs(cause, attempts + Number(isAttempt));
    if (delayMs === null) {
      this.counts.failed += 1;
      // After the rest it has its last attempt once more, which is therefore not counted.
      const rest = { type: 'retry', nowMs, isAttempt: false, restsUntilMs: nowMs + restMs } as const;
      this.lives.tell(key, this.work.mayComeLater(cause) ? rest : { type: 'give-up' });
      return;
    }
    this.lives.tell(key, { type: 'retry', nowMs, isAttempt, restsUntilMs: 0 });
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

  /** The first success since it began to fail ends a rest. What goes on failing beside others that come rests its time. */
  #endOutage(): void {
    for (const key of this.#wishes.keys()) {
      const life = this.lives.find(key);
      if (life !== undefined && life.restsUntilMs > 0 && (life.failingSinceMs ?? 0) >= this.#completedMs) {
        this.lives.tell(key, { type: 'wake' });
      }
    }
    this.#completedMs = this.work.nowMs();
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }
}

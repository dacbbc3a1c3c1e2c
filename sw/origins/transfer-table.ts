import type { Config } from '../../src/shared/config.ts';
import { readMp4Address } from '../../src/shared/mp4-address.ts';
import type { WholeBody } from '../body.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import type { Cause, KeepOutcome } from '../decision/resource/life.ts';
import type { Resource } from '../decision/resource/resource.ts';
import type { Lives } from '../lives.ts';
import type { KeptParts } from './kept-parts.ts';
import { OriginByteCounter } from './origin-byte-counter.ts';
import type { BodyLimits } from './shared-body.ts';
import { Transfer, type TransferParts, type TransferRequest, type TransferStatus } from './transfer.ts';

export type Keeper = {
  /** Decides whether a whole body is stored, and stores it. */
  keep(resource: Resource, whole: WholeBody): Promise<KeepOutcome>;
  /** Called when a resource could not be fetched: its origin may have withdrawn it. */
  onDownloadFailed(key: string, status: number | null): Promise<void>;
};

export type TransferTableParts = TransferParts & {
  readonly keptParts: KeptParts;
  readonly keeper: Keeper;
  readonly lives: Pick<Lives, 'report'>;
};

export type Requester =
  /** A player waits for it. */
  | { readonly purpose: 'player' }
  /** The viewer has requested it by saving a reel. */
  | { readonly purpose: 'save' }
  /** It has not been requested yet. Without a cause it is attributed to no reel and no strategy. */
  | { readonly purpose: 'prefetch'; readonly cause: Cause | null };

export type Joined = {
  readonly transfer: Transfer;
  readonly isNew: boolean;
  /** What became of the body once it had arrived. Rejects if the transfer fails. */
  readonly kept: Promise<KeepOutcome>;
};

type Running = { readonly transfer: Transfer; readonly kept: Promise<KeepOutcome> };

/** How far a transfer runs ahead of a player that does not read. */
const readAheadBytes = 4 * 1024 * 1024;

/** Returns limits that follow the current configuration. */
export function transferLimits(config: Pick<Config, 'cache'>): BodyLimits {
  return {
    get maxBytes() {
      return config.cache.max_entry_bytes;
    },
    readAheadBytes,
  };
}

/** All transfers in flight. Requests for the same resource share one. */
export class TransferTable {
  readonly #running = new Map<string, Running>();
  /** Transfers of a signed-out viewer: they continue for their readers, but nothing of them or for them is kept. */
  readonly #former = new Set<Transfer>();
  readonly #keeping = new Set<Promise<unknown>>();
  #generation = 0;
  readonly #byteCounter = new OriginByteCounter();

  constructor(readonly parts: TransferTableParts) {}

  status(): TransferStatus[] {
    return [...this.#running.values()].map(({ transfer }) => transfer.status);
  }

  find(key: string): Transfer | undefined {
    const transfer = this.#running.get(key)?.transfer;
    return transfer?.isJoinable === true ? transfer : undefined;
  }

  /** Increases with each sign-out. Requests from an earlier generation are outdated. */
  get generation(): number {
    return this.#generation;
  }

  /** Returns the transfer of this resource: the one in flight, or a new one. */
  join(request: TransferRequest, requester: Requester): Joined {
    const { key } = request.resource;
    const running = this.#running.get(key);
    const isJoinable =
      running?.transfer.isJoinable === true && isAtSameOrigin(running.transfer.resource, request.resource);
    const isNew = request.from === 'origin' || !isJoinable;
    const { transfer, kept } = isNew ? this.#begin(request, requester) : running;
    if (!isNew) transfer.raise(request.priority);
    if (requester.purpose === 'player') this.parts.lives.report(key, { type: 'ask' });
    return { transfer, isNew, kept };
  }

  /** Detaches all transfers in flight: none can be joined any more, or is kept whole or in part. */
  forget(): void {
    this.#generation += 1;
    for (const { transfer } of this.#running.values()) this.#former.add(transfer);
    this.#running.clear();
  }

  /** Whether speculative bytes of other resources are arriving at the same time. */
  isBesideSpeculation(key: string): boolean {
    return [...this.#running.values()].some(({ transfer }) => transfer.isSpeculative && transfer.resource.key !== key);
  }

  /** Settles when every body that has begun to arrive is kept or given up. */
  async settled(): Promise<void> {
    while (this.#keeping.size > 0) await Promise.all(this.#keeping);
  }

  #begin(request: TransferRequest, requester: Requester): Running {
    const { key } = request.resource;
    const { keptParts, lives } = this.parts;
    // A transfer that was aborted a moment ago may not have handed over its part yet.
    const isRenewal = request.renews !== undefined;
    const part =
      isRenewal || request.from === 'origin'
        ? null
        : (keptParts.take(key) ?? this.#running.get(key)?.transfer.part ?? null);
    const cause = requester.purpose === 'prefetch' ? requester.cause : null;
    if (part !== null && requester.purpose === 'player') lives.report(key, { type: 'use-part' });
    const isKept = requester.purpose === 'player' || !this.#isForFormer(request.resource);
    if (isKept) lives.report(key, { type: 'begin', cause, isRenewal });
    const transfer = new Transfer(request, this.parts, part, this.#byteCounter);
    const running = { transfer, kept: this.#follow(transfer) };
    if (isKept) this.#running.set(key, running);
    return running;
  }

  /** Whether a former viewer still waits for a piece of an MP4 file that is built from this resource. */
  #isForFormer({ urls: [url = ''] }: Resource): boolean {
    const fileUrl = readMp4Address(url)?.fileUrl ?? url;
    return [...this.#former].some(({ resource: { urls } }) => readMp4Address(urls[0] ?? '')?.fileUrl === fileUrl);
  }

  /** Keeps a transfer findable until its body is stored, so that it is not fetched again in between. */
  #follow(transfer: Transfer): Promise<KeepOutcome> {
    const { resource } = transfer;
    const { key } = resource;
    const keep = async (): Promise<KeepOutcome> => {
      const whole = await transfer.whole;
      if (!this.#isKnown(transfer)) return 'dropped';
      const { isConfirmed } = whole.head;
      this.parts.lives.report(key, isConfirmed ? { type: 'confirm' } : { type: 'arrive', bytes: whole.body.size });
      return this.parts.keeper.keep(resource, whole);
    };
    const kept = keep()
      .catch(async (cause: unknown) => {
        await this.#keepPart(transfer, cause);
        throw cause;
      })
      .finally(() => {
        if (this.#isKnown(transfer)) this.#running.delete(key);
        this.#former.delete(transfer);
        this.#keeping.delete(settled);
      });
    const settled: Promise<unknown> = kept.catch(() => undefined);
    this.#keeping.add(settled);
    return kept;
  }

  #isKnown(transfer: Transfer): boolean {
    return this.#running.get(transfer.resource.key)?.transfer === transfer;
  }

  async #keepPart(transfer: Transfer, cause: unknown): Promise<void> {
    // A successor has taken the part already.
    if (!this.#isKnown(transfer)) return;
    const { key } = transfer.resource;
    const { part } = transfer;
    const isStopped = cause instanceof DownloadError && cause.reason === 'aborted';
    this.parts.lives.report(key, { type: isStopped ? 'stop' : 'fail', bytes: part?.sizeBytes ?? 0 });
    if (part !== null) this.parts.keptParts.keep(key, part);
    if (cause instanceof DownloadError && !isStopped) await this.parts.keeper.onDownloadFailed(key, cause.status);
  }
}

/** Whether two requests for a resource may be sent to the same origin. One that is meant for another would wait in vain. */
function isAtSameOrigin({ urls }: Resource, other: Resource): boolean {
  const origins = new Set(urls.map((url) => new URL(url).origin));
  return other.urls.some((url) => origins.has(new URL(url).origin));
}

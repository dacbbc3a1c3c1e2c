import type { Config } from '../../src/shared/config.ts';
import { readMp4Address } from '../../src/shared/mp4-address.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import type { Cause, KeepOutcome } from '../decision/resource/life.ts';
import type { Resource } from '../decision/resource/resource.ts';
import type { Lives } from '../lives.ts';
import type { KeptParts } from './kept-parts.ts';
import { LineMeter } from './line-meter.ts';
import type { WholeBody } from '../body.ts';
import type { BodyLimits } from './shared-body.ts';
import { Transfer, type TransferParts, type TransferRequest, type TransferStatus } from './transfer.ts';

export type Keeper = {
  /** Decides what becomes of a whole body, and does it. */
  keep(resource: Resource, whole: WholeBody): Promise<KeepOutcome>;
  /** It could not be had: its origin may have taken it back. */
  lose(key: string, status: number | null): Promise<void>;
};

export type TransferTableParts = TransferParts & {
  readonly keptParts: KeptParts;
  readonly keeper: Keeper;
  readonly lives: Pick<Lives, 'tell'>;
};

export type Asker =
  /** A player waits for it. */
  | { readonly purpose: 'player' }
  /** The viewer has asked for it, by saving a reel. */
  | { readonly purpose: 'save' }
  /** Nobody has asked for it yet; without a cause it counts for nobody. */
  | { readonly purpose: 'prefetch'; readonly cause: Cause | null };

export type Joined = {
  readonly transfer: Transfer;
  readonly isNew: boolean;
  /** What becomes of the body once it is here. Rejects with the transfer. */
  readonly kept: Promise<KeepOutcome>;
};

type Running = { readonly transfer: Transfer; readonly kept: Promise<KeepOutcome> };

/** How far a transfer runs ahead of a player that does not read. */
const readAheadBytes = 4 * 1024 * 1024;

/** As the configuration has them now. */
export function transferLimits(config: Pick<Config, 'cache'>): BodyLimits {
  return {
    get maxBytes() {
      return config.cache.max_entry_bytes;
    },
    readAheadBytes,
  };
}

/** All transfers under way. There is one for each resource, whoever asked for it. */
export class TransferTable {
  readonly #running = new Map<string, Running>();
  /** Of a viewer who has signed out: they go on for their readers, and what they lead to is kept no more than they are. */
  readonly #former = new Set<Transfer>();
  readonly #keeping = new Set<Promise<unknown>>();
  #generation = 0;
  readonly #line = new LineMeter();

  constructor(readonly parts: TransferTableParts) {}

  status(): TransferStatus[] {
    return [...this.#running.values()].map(({ transfer }) => transfer.status);
  }

  find(key: string): Transfer | undefined {
    const transfer = this.#running.get(key)?.transfer;
    return transfer?.isJoinable === true ? transfer : undefined;
  }

  /** One more with each viewer who has gone. Who asks for one of an earlier generation gets nothing from here. */
  get generation(): number {
    return this.#generation;
  }

  /** The transfer of this resource: the one under way, or a new one. */
  join(request: TransferRequest, asker: Asker): Joined {
    const { key } = request.resource;
    const running = this.#running.get(key);
    const isNew = request.from === 'origin' || running?.transfer.isJoinable !== true;
    const { transfer, kept } = isNew ? this.#begin(request, asker) : running;
    if (!isNew) transfer.raise(request.priority);
    if (asker.purpose === 'player') this.parts.lives.tell(key, { type: 'ask' });
    return { transfer, isNew, kept };
  }

  /** Nothing of what is under way is kept, neither whole nor in part, and nobody joins it any more. */
  forget(): void {
    this.#generation += 1;
    for (const { transfer } of this.#running.values()) this.#former.add(transfer);
    this.#running.clear();
  }

  /** Whether bytes that nobody waits for are coming in beside this resource. */
  isBesideSpeculation(key: string): boolean {
    return [...this.#running.values()].some(({ transfer }) => transfer.isSpeculative && transfer.resource.key !== key);
  }

  /** Settles when every body that has begun to arrive is kept or given up. */
  async settled(): Promise<void> {
    while (this.#keeping.size > 0) await Promise.all(this.#keeping);
  }

  #begin(request: TransferRequest, asker: Asker): Running {
    const { key } = request.resource;
    const { keptParts, lives } = this.parts;
    // What was given up a moment ago may not have let go of its part yet.
    const isRenewal = request.renews !== undefined;
    const part =
      isRenewal || request.from === 'origin'
        ? null
        : (keptParts.take(key) ?? this.#running.get(key)?.transfer.part ?? null);
    const cause = asker.purpose === 'prefetch' ? asker.cause : null;
    if (part !== null && asker.purpose === 'player') lives.tell(key, { type: 'use-part' });
    const isKept = asker.purpose === 'player' || !this.#isForFormer(request.resource);
    if (isKept) lives.tell(key, { type: 'begin', cause, isRenewal });
    const transfer = new Transfer(request, this.parts, part, this.#line);
    const running = { transfer, kept: this.#follow(transfer) };
    if (isKept) this.#running.set(key, running);
    return running;
  }

  /** A piece of an MP4 file that a former viewer still waits for is made of its index, and of parts of it. */
  #isForFormer({ urls: [url = ''] }: Resource): boolean {
    const fileUrl = readMp4Address(url)?.fileUrl ?? url;
    return [...this.#former].some(({ resource: { urls } }) => readMp4Address(urls[0] ?? '')?.fileUrl === fileUrl);
  }

  /** A transfer stays findable until its body is kept, so that nobody fetches it again in between. */
  #follow(transfer: Transfer): Promise<KeepOutcome> {
    const { resource } = transfer;
    const { key } = resource;
    const keep = async (): Promise<KeepOutcome> => {
      const whole = await transfer.whole;
      if (!this.#isKnown(transfer)) return 'dropped';
      const { isConfirmed } = whole.head;
      this.parts.lives.tell(key, isConfirmed ? { type: 'confirm' } : { type: 'arrive', bytes: whole.body.size });
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
    this.parts.lives.tell(key, { type: isStopped ? 'stop' : 'fail', bytes: part?.sizeBytes ?? 0 });
    if (part !== null) this.parts.keptParts.keep(key, part);
    if (cause instanceof DownloadError && !isStopped) await this.parts.keeper.lose(key, cause.status);
  }
}

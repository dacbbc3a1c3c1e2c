import type { Resource } from '../decision/resource/resource.ts';
import type { DownloadParts } from './download.ts';
import type { KeptParts } from './kept-parts.ts';
import { LineMeter } from './line-meter.ts';
import { Transfer, type TransferRequest, type TransferStatus, type WholeBody } from './transfer.ts';

/** What becomes of a whole body. Settles when it is kept, or was found not to be worth keeping. */
export type KeepBody = (resource: Resource, whole: WholeBody) => Promise<void>;

export type TransferTableParts = DownloadParts & { readonly keptParts: KeptParts; readonly keep: KeepBody };

/** All transfers under way. There is one for each resource, whoever asked for it. */
export class TransferTable {
  readonly #running = new Map<string, Transfer>();
  readonly #keeping = new Set<Promise<void>>();
  readonly #line = new LineMeter();

  constructor(readonly parts: TransferTableParts) {}

  status(): TransferStatus[] {
    return [...this.#running.values()].map(({ status }) => status);
  }

  find(key: string): Transfer | undefined {
    const transfer = this.#running.get(key);
    return transfer?.isJoinable === true ? transfer : undefined;
  }

  /** The transfer of this resource: the one under way, or a new one. */
  join(request: TransferRequest): { transfer: Transfer; isNew: boolean } {
    const { key } = request.resource;
    const running = this.find(key);
    if (running !== undefined) {
      running.raise(request.priority);
      return { transfer: running, isNew: false };
    }
    // What was given up a moment ago may not have let go of its part yet.
    const kept = this.parts.keptParts.take(key) ?? this.#running.get(key)?.part ?? null;
    const transfer = new Transfer(request, this.parts, kept, this.#line);
    this.#running.set(key, transfer);
    this.#track(transfer);
    return { transfer, isNew: true };
  }

  /** Nothing of what is under way is kept, neither whole nor in part, and nobody joins it any more. */
  forget(): void {
    this.#running.clear();
  }

  /** Whether bytes that nobody waits for are coming in beside this resource. */
  isBesideSpeculation(key: string): boolean {
    return [...this.#running.values()].some((other) => other.isSpeculative && other.resource.key !== key);
  }

  /** Settles when every body that has begun to arrive is kept or given up. */
  async settled(): Promise<void> {
    while (this.#keeping.size > 0) await Promise.all(this.#keeping);
  }

  /** A transfer stays findable until its body is kept, so that nobody fetches it again in between. */
  #track(transfer: Transfer): void {
    const { resource } = transfer;
    const kept = transfer.whole
      .then(
        (whole) => (this.#isKnown(transfer) ? this.parts.keep(resource, whole) : undefined),
        () => this.#keepPart(transfer),
      )
      .catch(() => undefined)
      .finally(() => {
        if (this.#isKnown(transfer)) this.#running.delete(resource.key);
        this.#keeping.delete(kept);
      });
    this.#keeping.add(kept);
  }

  #isKnown(transfer: Transfer): boolean {
    return this.#running.get(transfer.resource.key) === transfer;
  }

  #keepPart(transfer: Transfer): void {
    const { key } = transfer.resource;
    const { part } = transfer;
    // A successor has taken the part already.
    if (part !== null && this.#isKnown(transfer)) this.parts.keptParts.keep(key, part);
  }
}

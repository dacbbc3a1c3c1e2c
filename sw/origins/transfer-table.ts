import type { Network } from './download.ts';
import { Transfer, type TransferRequest, type WholeBody } from './transfer.ts';
import type { Resource } from '../decision/resource/resource.ts';

/** What becomes of a whole body. Settles when it is kept, or was found not to be worth keeping. */
export type KeepBody = (resource: Resource, whole: WholeBody) => Promise<void>;

/** All transfers under way. There is one for each resource, whoever asked for it. */
export class TransferTable {
  readonly #running = new Map<string, Transfer>();
  readonly #keeping = new Set<Promise<void>>();

  constructor(
    readonly network: Network,
    readonly keep: KeepBody,
  ) {}

  get running(): Iterable<Transfer> {
    return this.#running.values();
  }

  find(key: string): Transfer | undefined {
    const transfer = this.#running.get(key);
    return transfer?.isJoinable === true ? transfer : undefined;
  }

  /** The transfer of this resource: the one under way, or a new one. */
  join(request: TransferRequest): { transfer: Transfer; isNew: boolean } {
    const { key } = request.resource;
    const running = this.find(key);
    if (running !== undefined) return { transfer: running, isNew: false };
    const transfer = new Transfer(request, this.network);
    this.#running.set(key, transfer);
    this.#track(transfer);
    return { transfer, isNew: true };
  }

  /** Settles when every body that has begun to arrive is kept or given up. */
  async settled(): Promise<void> {
    while (this.#keeping.size > 0) await Promise.all(this.#keeping);
  }

  /** A transfer stays findable until its body is kept, so that nobody fetches it again in between. */
  #track(transfer: Transfer): void {
    const { resource } = transfer;
    const kept = transfer.whole
      .then((whole) => this.keep(resource, whole))
      .catch(() => undefined)
      .finally(() => {
        if (this.#running.get(resource.key) === transfer) this.#running.delete(resource.key);
        this.#keeping.delete(kept);
      });
    this.#keeping.add(kept);
  }
}

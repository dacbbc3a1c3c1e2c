import { dropOldest } from '../decision/drop-oldest.ts';
import {
  type Link,
  type LinkModel,
  linkOf,
  noTransfers,
  observeTransfer,
} from '../decision/plan/adaptive/link-model.ts';

/** A body that has just crossed the network. */
export type TransferSample = {
  readonly bytes: number;
  /** From the request to the last byte, as it would have been without parallel transfers. */
  readonly transferMs: number;
  readonly firstByteMs: number;
};

const mostSizes = 5000;

/** What the transfers since the worker started show: the speed of the link, and the size of each resource. */
export class TransferMemory {
  #model: LinkModel = noTransfers;
  readonly #bytes = new Map<string, number>();

  /** Learns from a transfer. `guessBps` is the throughput assumed so far. */
  observe(key: string, { bytes, transferMs, firstByteMs }: TransferSample, guessBps: number): void {
    const observed = { bytes, seconds: transferMs / 1000, firstByteSeconds: firstByteMs / 1000 };
    this.#model = observeTransfer(this.#model, observed, guessBps);
    this.#bytes.delete(key);
    this.#bytes.set(key, bytes);
    dropOldest(this.#bytes, mostSizes);
  }

  observeBody(
    key: string,
    { head, body, transferMs }: { head: { firstByteMs: number }; body: Blob; transferMs: number },
    guessBps: number,
  ): void {
    this.observe(key, { bytes: body.size, transferMs, firstByteMs: head.firstByteMs }, guessBps);
  }

  link(guessBps: number): Link {
    return linkOf(this.#model, guessBps);
  }

  bytesOf(key: string): number | undefined {
    return this.#bytes.get(key);
  }
}

import { type Identity, resourceOf } from '../../sw/decision/resource/resource.ts';
import { KeptParts } from '../../sw/origins/kept-parts.ts';
import { NetworkMonitor } from '../../sw/origins/network-monitor.ts';
import { TransferTable } from '../../sw/origins/transfer-table.ts';
import type { Place } from './reel.ts';

export type Fetched = { readonly bytes: Uint8Array; readonly firstByteMs: number; readonly wholeMs: number };

/** Downloads through the worker's own origin code in Node, over real sockets. */
export class Viewer {
  readonly monitor: NetworkMonitor;
  readonly #identity: Identity;
  readonly #transfers: TransferTable;

  constructor(
    readonly originUrls: readonly string[],
    readonly stallMs = 15_000,
  ) {
    const nowMs = () => performance.now();
    const nothingSaved = { read: async () => undefined, write: async () => undefined };
    this.#identity = { origins: originUrls.map((url) => ({ id: url, url })), volatileParameters: [] };
    this.monitor = new NetworkMonitor({
      nowMs,
      origins: { baseOf: (url) => `${new URL(url).origin}/` },
      memory: nothingSaved,
    });
    this.#transfers = new TransferTable({
      network: { fetch, nowMs },
      origins: this.monitor,
      keptParts: new KeptParts(nowMs),
      keeper: { keep: async () => 'refused', onDownloadFailed: async () => undefined },
      limits: { maxBytes: 64e6, readAheadBytes: 64e6 },
      lives: { report: () => undefined },
    });
  }

  /** Requests a file as a player does: at the first origin of the feed, reading the bytes as they arrive. */
  async fetch(place: Place): Promise<Fetched> {
    const startedMs = performance.now();
    const resource = resourceOf(`${this.originUrls[0]}reel/${place}`, null, this.#identity);
    const { transfer } = this.#transfers.join(
      { resource, priority: 'high', headers: {}, stallMs: this.stallMs },
      { purpose: 'player' },
    );
    const reader = transfer.follow().getReader();
    const chunks: Uint8Array[] = [];
    let firstByteMs: number | undefined;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      firstByteMs ??= performance.now() - startedMs;
      chunks.push(part.value);
    }
    const wholeMs = performance.now() - startedMs;
    await this.#transfers.settled();
    return { bytes: new Uint8Array(Buffer.concat(chunks)), firstByteMs: firstByteMs ?? wholeMs, wholeMs };
  }
}

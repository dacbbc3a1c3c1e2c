import type { Resource } from '../decision/resource/resource.ts';
import { download, type DownloadRequest, type Network } from './download.ts';
import { type Deferred, defer } from './deferred.ts';
import { DownloadError } from '../decision/download-error.ts';
import type { Head } from './head.ts';

/** A body that arrived whole and was checked. */
export type WholeBody = { readonly head: Head; readonly body: Blob; readonly transferMs: number };

export type TransferRequest = Omit<DownloadRequest, 'signal'>;

/**
 * One download of one resource, followed by any number of readers: each gets what has already arrived at once and the
 * rest as it comes. It lives as long as somebody holds it.
 */
export class Transfer {
  readonly resource: Resource;
  readonly priority: 'high' | 'low';
  readonly head: Promise<Head>;
  readonly whole: Promise<WholeBody>;
  readonly #abort = new AbortController();
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  readonly #holders = new Set<symbol>();
  #receivedBytes = 0;
  #arrival = defer<void>();
  #end: 'open' | 'complete' | DownloadError = 'open';

  constructor(request: TransferRequest, network: Network) {
    this.resource = request.resource;
    this.priority = request.priority;
    const head = defer<Head>();
    this.head = head.promise;
    this.whole = this.#run({ ...request, signal: this.#abort.signal }, network, head);
    // Whoever cares awaits these; a transfer nobody waits for may fail in silence.
    this.head.catch(() => undefined);
    this.whole.catch(() => undefined);
  }

  /** False once it failed or was given up: nobody can join it any more. */
  get isJoinable(): boolean {
    return this.#end === 'complete' || (this.#end === 'open' && !this.#abort.signal.aborted);
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** Keeps the transfer alive until the returned function is called. */
  hold(): () => void {
    const holder = Symbol('holder');
    this.#holders.add(holder);
    return () => {
      if (this.#holders.delete(holder) && this.#holders.size === 0 && this.#end === 'open') this.#abort.abort();
    };
  }

  /** A body that starts with what is here and follows the rest. A reader that leaves only gives up its own hold. */
  follow(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const release = this.hold();
    let next = 0;
    return new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull: async (controller) => {
          while (next === this.#chunks.length && this.#end === 'open') await this.#arrival.promise;
          const chunk = this.#chunks[next];
          if (chunk !== undefined) {
            next += 1;
            controller.enqueue(chunk);
            return;
          }
          release();
          if (this.#end === 'complete') controller.close();
          else controller.error(this.#end);
        },
        cancel: release,
      },
      { highWaterMark: 0 },
    );
  }

  async #run(request: DownloadRequest, network: Network, head: Deferred<Head>): Promise<WholeBody> {
    const startedMs = network.nowMs();
    const sink = {
      onHead: head.resolve,
      onBytes: (bytes: Uint8Array<ArrayBuffer>) => {
        this.#chunks.push(bytes);
        this.#receivedBytes += bytes.byteLength;
        this.#wakeReaders();
      },
    };
    try {
      await download(request, sink, network);
      this.#end = 'complete';
      const { contentType } = await head.promise;
      const body = new Blob(this.#chunks, { type: contentType });
      return { head: await head.promise, body, transferMs: network.nowMs() - startedMs };
    } catch (cause) {
      this.#end = cause instanceof DownloadError ? cause : new DownloadError('network', this.resource.key, null, cause);
      head.reject(this.#end);
      throw this.#end;
    } finally {
      this.#wakeReaders();
    }
  }

  #wakeReaders(): void {
    this.#arrival.resolve();
    this.#arrival = defer<void>();
  }
}

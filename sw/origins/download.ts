import type { Resource } from '../decision/resource/resource.ts';
import { DownloadError } from '../decision/download-error.ts';
import { type Head, readHead } from './head.ts';

export type DownloadRequest = {
  readonly resource: Resource;
  readonly priority: 'high' | 'low';
  /** Headers that the player put on its own request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** A source that delivers nothing for this long is abandoned. */
  readonly stallMs: number;
};

export type DownloadSink = {
  onHead(head: Head): void;
  onBytes(bytes: Uint8Array<ArrayBuffer>): void;
};

export type Network = { readonly fetch: typeof fetch; readonly nowMs: () => number };

/**
 * Brings a resource's bytes, in order and each once, from the first address that has them. An address that fails or
 * falls silent is left for the next one, which goes on where the last one stopped.
 */
export async function download(request: DownloadRequest, sink: DownloadSink, network: Network): Promise<void> {
  let receivedBytes = 0;
  let known: Head | undefined;
  let failure: DownloadError | undefined;
  const onHead = (head: Head) => {
    if (known === undefined) sink.onHead(head);
    else if (isOtherVersion(known, head)) throw new DownloadError('changed', head.url);
    known ??= head;
  };
  const onBytes = (bytes: Uint8Array<ArrayBuffer>) => {
    receivedBytes += bytes.byteLength;
    sink.onBytes(bytes);
  };
  for (const url of request.resource.urls) {
    try {
      await attempt(request, url, receivedBytes, { onHead, onBytes }, network);
      const expectedBytes = known?.lengthBytes ?? receivedBytes;
      if (receivedBytes !== expectedBytes) throw new DownloadError('truncated', url);
      return;
    } catch (cause) {
      if (request.signal.aborted) throw new DownloadError('aborted', url, null, cause);
      failure = cause instanceof DownloadError ? cause : new DownloadError('network', url, null, cause);
    }
  }
  throw failure ?? new DownloadError('network', request.resource.key);
}

function isOtherVersion(known: Head, head: Head): boolean {
  const sameOrigin = new URL(known.url).origin === new URL(head.url).origin;
  if (sameOrigin && known.etag !== null && head.etag !== null && known.etag !== head.etag) return true;
  return known.lengthBytes !== null && head.lengthBytes !== null && known.lengthBytes !== head.lengthBytes;
}

async function attempt(
  request: DownloadRequest,
  url: string,
  fromByte: number,
  sink: DownloadSink,
  network: Network,
): Promise<void> {
  const { resource } = request;
  const stall = new StallWatch(request.stallMs, url);
  const signal = AbortSignal.any([request.signal, stall.signal]);
  const startedMs = network.nowMs();
  try {
    const response = await network.fetch(url, {
      signal,
      priority: request.priority,
      credentials: 'same-origin',
      headers: { ...request.headers, ...rangeHeader(resource, fromByte) },
      // Our store decides what is fresh. The browser's own cache would answer ranges from what it keeps of a file.
      cache: 'no-store',
    });
    stall.heard();
    const firstByteMs = network.nowMs() - startedMs;
    sink.onHead(readHead(response, { resource, url, allowedUrls: resource.urls, fromByte, firstByteMs }));
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
      stall.heard();
      sink.onBytes(part.value);
    }
  } catch (cause) {
    throw stall.signal.aborted ? new DownloadError('stalled', url, null, cause) : cause;
  } finally {
    stall.stop();
  }
}

function rangeHeader(resource: Resource, fromByte: number): Record<string, string> {
  if (resource.range === null && fromByte === 0) return {};
  const first = (resource.range?.firstByte ?? 0) + fromByte;
  return { range: `bytes=${first}-${resource.range?.lastByte ?? ''}` };
}

/** Aborts when nothing was heard for the limit. */
class StallWatch {
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout>;

  constructor(
    readonly limitMs: number,
    readonly url: string,
  ) {
    this.#timer = this.#start();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#start();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #start(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#controller.abort(), this.limitMs);
  }
}

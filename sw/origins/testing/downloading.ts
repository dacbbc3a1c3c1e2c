import { expect, test as plain, vi } from 'vitest';
import { DownloadError } from '../../decision/origin/download-error.ts';
import { type Identity, resourceOf } from '../../decision/resource/resource.ts';
import type { Bytes } from '../attempt.ts';
import { download, type DownloadRequest } from '../download.ts';
import type { Head } from '../../body.ts';
import { NetworkMonitor } from '../network-monitor.ts';
import { seamBytes } from '../seam.ts';
import { FakeMemory } from '../../testing/fake-memory.ts';
import { join } from './collecting.ts';
import { FakeOrigins, mediaBytes } from './fake-origins.ts';

export const a = 'https://a.test/m/';
export const b = 'https://b.test/m/';
export const c = 'https://c.test/m/';
export const identity: Identity = { origins: [a, b, c].map((url) => ({ id: url, url })), volatileParameters: [] };
export const alone: Identity = { origins: [], volatileParameters: [] };
export const body = mediaBytes(5003);
export const playlist = new TextEncoder().encode(
  '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\ns1.m4s\n#EXT-X-ENDLIST\n',
);

export type Result = { head: Head | undefined; bytes: Bytes; failure: DownloadError | undefined };

/** The Range header of a request for the rest when this many bytes have arrived. */
export const rest = (arrivedBytes: number, lastByte: number | '' = '') =>
  `bytes=${arrivedBytes - seamBytes}-${lastByte}`;

/** Origins that answer as a test says, and the monitor that measures them. */
export class Downloading {
  readonly network = new FakeOrigins();
  readonly log = { write: vi.fn() };
  readonly monitor = new NetworkMonitor({
    nowMs: this.network.nowMs,
    origins: { baseOf: (url) => `${new URL(url).origin}/m/` },
    memory: new FakeMemory(),
    log: this.log,
  });

  readonly run = async (
    url: string,
    more: Partial<DownloadRequest> & { identity?: Identity } = {},
  ): Promise<Result> => {
    const result: Result = { head: undefined, bytes: new Uint8Array(), failure: undefined };
    const chunks: Bytes[] = [];
    const request: DownloadRequest = {
      resource: resourceOf(url, null, more.identity ?? identity),
      priority: () => 'high',
      headers: {},
      signal: new AbortController().signal,
      stallMs: 15_000,
      kept: null,
      ...more,
    };
    const sink = {
      onHead: (head: Head) => {
        expect(result.head).toBeUndefined();
        result.head = head;
      },
      onBytes: (bytes: Bytes) => {
        chunks.push(bytes);
        return undefined;
      },
      onConfirmed: async () => undefined,
      onKeptDropped: () => undefined,
    };
    try {
      await download(request, sink, { network: this.network, origins: this.monitor });
    } catch (cause) {
      expect(cause).toBeInstanceOf(DownloadError);
      result.failure = cause instanceof DownloadError ? cause : undefined;
    }
    result.bytes = join(chunks);
    return result;
  };
}

/** A test with its own origins and fake timers. */
export const test = plain.extend<{ downloading: Downloading }>({
  // oxlint-disable-next-line no-empty-pattern
  downloading: async ({}, use) => {
    vi.useFakeTimers();
    await use(new Downloading());
    vi.useRealTimers();
  },
});

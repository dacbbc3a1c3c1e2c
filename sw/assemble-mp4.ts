import type { MediaCache } from './cache/media-cache.ts';
import { type Identity, resourceOf } from './decision/resource/resource.ts';
import type { Log } from './ledger/log.ts';
import type { ReadIndex } from './mp4/converter.ts';
import { Mp4OnDemand, type Mp4Script } from './mp4/on-demand.ts';
import type { TransferTable } from './origins/transfer-table.ts';

declare const self: ServiceWorkerGlobalScope;
declare const MP4_SCRIPT: string;
declare const nextreelMp4: Mp4Script;

export type Mp4Surroundings = {
  readonly identity: () => Promise<Identity>;
  readonly cache: Pick<MediaCache, 'peek'>;
  readonly transfers: () => Pick<TransferTable, 'join'>;
  readonly stallMs: () => number;
  readonly log: Log;
};

/** Makes the fetch function that plays MP4 files as HLS. Their indexes are kept in the cache like everything else. */
export function assembleMp4({ identity, cache, transfers, stallMs, log }: Mp4Surroundings): typeof fetch {
  const readIndex: ReadIndex = async (indexUrl, { isFresh, request }) => {
    const resource = resourceOf(indexUrl, null, await identity());
    const kept = isFresh ? undefined : await cache.peek(resource.key);
    if (kept !== undefined) return kept.body;
    // From this address alone: whoever asks for the piece goes on to the other replicas.
    const alone = { ...resource, urls: [indexUrl] };
    const { headers, priority, signal } = request;
    const { transfer } = transfers().join(
      { resource: alone, priority, headers, stallMs: stallMs() },
      { purpose: 'prefetch', cause: null },
    );
    return (await transfer.readWhole(signal ?? undefined)).body;
  };
  const onDemand = new Mp4OnDemand({
    fetch: self.fetch.bind(self),
    readIndex,
    keyOf: async (indexUrl) => resourceOf(indexUrl, null, await identity()).key,
    onRefused: (error) => log.write('warn', `An MP4 file is not played as HLS: ${error.message}`),
    load: loadMp4Script,
    onMissing: (cause) => log.write('error', 'The script for MP4 files cannot be loaded', { cause: String(cause) }),
  });
  return onDemand.fetch;
}

/**
 * A worker may import later, and without a network, only what it has imported while it was installed. Without the
 * script the worker is as good for everything else, so a failure does not stop the installation.
 */
export function keepMp4Script(log: Log): void {
  try {
    loadMp4Script();
  } catch (cause) {
    log.write('error', 'MP4 reels are left to the browser: their script cannot be loaded', { cause: String(cause) });
  }
}

function loadMp4Script(): Mp4Script {
  self.importScripts(MP4_SCRIPT);
  return nextreelMp4;
}

import type { WholeBody } from '../body.ts';
import type { Config } from '../../src/shared/config.ts';
import type { FreshnessRules } from '../decision/http/freshness.ts';
import { isRefusal, type Refusal } from '../decision/http/storing.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import { NotKeepableError, StillLiveError } from '../decision/plan/whole-reel.ts';
import { isLive } from '../decision/playlist/is-live.ts';
import type { KeepOutcome } from '../decision/resource/life.ts';
import { isManifestOrPlaylist, type Resource } from '../decision/resource/resource.ts';
import type { Lives } from '../lives.ts';
import type { Entry } from './entry.ts';
import { entryFor } from './keep-body.ts';
import type { MediaCache } from './media-cache.ts';
import { persistedForm } from './persisted-form.ts';
import type { SavedFile } from './saved-store.ts';

export type BodyKeeperParts = {
  readonly cache: Pick<MediaCache, 'generation' | 'put' | 'renew' | 'remove'>;
  readonly lives: Pick<Lives, 'find' | 'report'>;
  readonly config: Pick<Config, 'cache'>;
  /** Returns why a response may not be shared, or null. Cached bodies are served to every user of the browser. */
  readonly sharingRules: {
    whyPersonal(url: string, isPlaylist: boolean, cacheControl: string): Promise<Refusal | null>;
  };
  readonly nowMs: () => number;
  /** Records what the transfer has cost. */
  readonly measured: { observeBody(key: string, whole: WholeBody, guessBps: number): void };
  readonly view: { readonly throughputBps: number };
  /** Learns from each file whether similar ones may be kept. */
  readonly forbidden: { allow(resource: Resource): void; refuse(resource: Resource, why: Refusal): void };
  /** Live playlists and their segments, whose names may soon be reused for other content. */
  readonly liveStreams: { has(resource: Resource): boolean };
  /** Called with a manifest or playlist that is not kept. */
  readonly onUncacheableText: (url: string, text: Blob) => void;
  readonly log: { trace(describe: () => string): void; warn(message: string, cause: unknown): void };
};

/** Decides whether a received body may be kept, and stores it; removes bodies that their origin withdraws. */
export class BodyKeeper {
  constructor(readonly parts: BodyKeeperParts) {}

  /** Never rejects. */
  async keep(resource: Resource, whole: WholeBody): Promise<KeepOutcome> {
    const { key } = resource;
    const { cache, lives, config, measured, view, forbidden, onUncacheableText, log } = this.parts;
    const { generation } = cache;
    try {
      if (!whole.head.isConfirmed) measured.observeBody(key, whole, view.throughputBps);
      const entry = await this.#judge(resource, whole);
      if (!('refused' in entry)) {
        forbidden.allow(resource);
        log.trace(() => `${key} may be kept: ${entry.freshness.rule}`);
        const persisted = await persistedForm(
          { entry, body: whole.body },
          resource,
          config.cache.volatile_query_parameters,
        );
        if (whole.head.isConfirmed) {
          cache.renew(entry, persisted.entry);
          return 'stored';
        }
        // A live stream never plays from the store, and within an hour would take the place of all watched reels there.
        return await cache.put(entry, whole.body, generation, this.#isLiveSegment(resource) ? null : persisted);
      }
      forbidden.refuse(resource, entry);
      log.trace(() => `${key} is not kept: ${entry.refused}`);
      // Plans must not use a text refused for its content, such as a live playlist, or one sent to a former viewer.
      const mayInformPlans = entry.scope !== 'file' && generation === cache.generation;
      if (isManifestOrPlaylist(resource) && mayInformPlans)
        onUncacheableText(resource.urls[0] ?? whole.head.url, whole.body);
      // Not awaited: until the outcome is known, other requests for this resource join this response.
      void cache.remove(key).catch((cause: unknown) => log.warn(`${key} could not be removed`, cause));
      lives.report(key, { type: 'keep', outcome: 'refused', isInMemory: false });
      return 'refused';
    } catch (cause) {
      log.warn(`${key} could not be kept`, cause);
      lives.report(key, { type: 'keep', outcome: 'unavailable', isInMemory: false });
      return 'unavailable';
    }
  }

  /** Returns the file as it will be saved. Rejects if it may not be saved. */
  async fileOf(resource: Resource, whole: WholeBody): Promise<SavedFile> {
    if (resource.kind === 'key') return this.#secretOf(resource, whole);
    const entry = await this.#judge(resource, whole);
    if (!('refused' in entry)) return { entry, body: whole.body };
    if (entry.isPassing === true) throw new DownloadError('network', whole.head.url);
    if (isManifestOrPlaylist(resource) && isLive(await whole.body.text()))
      throw new StillLiveError(`${resource.key} is live`);
    throw new NotKeepableError(`${resource.key} may not be saved: ${entry.refused}`);
  }

  /** Returns a key for saving, whatever its headers say: the feed allows it explicitly. */
  async #secretOf(resource: Resource, { body, ...whole }: WholeBody): Promise<SavedFile> {
    const allowed = { ...whole, body, head: { ...whole.head, headers: {} } };
    const entry = await entryFor({ ...resource, kind: 'segment' }, allowed, {
      nowMs: this.parts.nowMs(),
      freshness: this.#freshness,
    });
    if ('refused' in entry) throw new NotKeepableError(`${resource.key} may not be saved: ${entry.refused}`);
    return { entry: { ...entry, prefetchedBy: null }, body, isSecret: true };
  }

  async #judge(resource: Resource, whole: WholeBody): Promise<Entry | Refusal> {
    const { nowMs } = this.parts;
    const freshness = this.#isLiveSegment(resource) ? { ...this.#freshness, leastMs: 0 } : this.#freshness;
    const entry = await entryFor(resource, whole, { nowMs: nowMs(), freshness });
    if ('refused' in entry) return entry;
    const refused = await this.#whyPersonal(resource, whole);
    if (refused !== null) return refused;
    return { ...entry, prefetchedBy: this.parts.lives.find(resource.key)?.cause ?? null };
  }

  #isLiveSegment(resource: Resource): boolean {
    return !isManifestOrPlaylist(resource) && this.parts.liveStreams.has(resource);
  }

  get #freshness(): FreshnessRules {
    const { heuristic_share: heuristicShare, heuristic_least, heuristic_least_playlist } = this.parts.config.cache;
    return { heuristicShare, leastMs: heuristic_least * 1000, leastPlaylistMs: heuristic_least_playlist * 1000 };
  }

  async #whyPersonal(resource: Resource, { head }: WholeBody): Promise<Refusal | null> {
    if (resource.viewer !== undefined) return null;
    return this.parts.sharingRules.whyPersonal(
      head.url,
      isManifestOrPlaylist(resource),
      head.headers['cache-control'] ?? '',
    );
  }

  /** Removes the cached copy after a failed download if the status means that the origin has withdrawn it. */
  async onDownloadFailed(key: string, status: number | null): Promise<void> {
    if (isRefusal(status)) await this.parts.cache.remove(key);
  }
}

import { Strategy, type StrategyHandler } from 'workbox-strategies';
import { PlaylistError } from '../decision/playlist/playlist-error.ts';
import { type Resource, resourceOf } from '../decision/resource/resource.ts';
import { respondToFailure } from './failure.ts';
import type { MediaSources } from './media-sources.ts';
import type { ManifestSource } from './manifest-rewriter.ts';
import { playerHeaders } from './player-headers.ts';
import { type Provenance, provenanceOfArriving, provenanceOfKept } from './provenance.ts';
import { respondWhole } from './respond.ts';

/** Rewrites a manifest for this viewer; playlists stay as they are. */
export type AdaptText = (source: ManifestSource) => Promise<string>;

export type PlaylistRules = {
  readonly adapt: AdaptText;
  readonly nowMs: () => number;
  /** A kept manifest or playlist older than this is answered at once and fetched anew behind the answer. */
  readonly freshMs: number;
};

/** Answers manifests and playlists. They are short, so they are read whole before they are passed on. */
export class PlaylistStrategy extends Strategy {
  constructor(
    readonly media: MediaSources,
    readonly rules: PlaylistRules,
  ) {
    super();
  }

  protected override async _handle(request: Request, handler: StrategyHandler): Promise<Response> {
    const resource = resourceOf(request.url, null, await this.media.identity());
    const kept = await this.media.find(resource.key);
    if (kept !== undefined) {
      if (this.rules.nowMs() - kept.entry.storedAtMs > this.rules.freshMs) this.#renew(resource, request, handler);
      const { etag, lastModified } = kept.entry;
      const source = { key: resource.key, url: request.url, text: await kept.body.text(), etag, lastModified };
      return this.#answer(source, provenanceOfKept(kept, this.media));
    }
    try {
      const { transfer, isNew } = this.media.join({ resource, headers: playerHeaders(request) });
      void handler.waitUntil(this.media.settled());
      const arriving = provenanceOfArriving(transfer, isNew ? 'network' : 'joined', this.media);
      const [from, { body, transferMs }] = await Promise.all([arriving, transfer.readWhole()]);
      const { etag, lastModified } = await transfer.head;
      const source = { key: resource.key, url: request.url, text: await body.text(), etag, lastModified };
      return await this.#answer(source, { ...from, transferMs, transferBytes: body.size });
    } catch (cause) {
      return respondToFailure(request, cause);
    }
  }

  #renew(resource: Resource, request: Request, handler: StrategyHandler): void {
    this.media.join({ resource, headers: playerHeaders(request) });
    void handler.waitUntil(this.media.settled());
  }

  async #answer(source: ManifestSource, from: Provenance): Promise<Response> {
    return respondWhole(await this.#adapt(source), null, from);
  }

  /** What cannot be read here may be readable for the player: it gets it as it is. */
  async #adapt(source: ManifestSource): Promise<string> {
    try {
      return await this.rules.adapt(source);
    } catch (cause) {
      if (cause instanceof PlaylistError) return source.text;
      throw cause;
    }
  }
}

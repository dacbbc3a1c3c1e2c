import { Strategy, type StrategyHandler } from 'workbox-strategies';
import { type Resource, resourceOf } from '../decision/resource/resource.ts';
import { respondToFailure } from './failure.ts';
import type { MediaSources } from './media-sources.ts';
import { playerHeaders } from './player-headers.ts';
import { type Provenance, provenanceOfArriving, provenanceOfKept } from './provenance.ts';
import { respondWhole } from './respond.ts';

/** Rewrites a manifest for this viewer; playlists pass unchanged. */
export type AdaptText = (text: string, url: string) => Promise<string>;

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
      return this.#answer(request.url, await kept.body.text(), provenanceOfKept(kept, this.media));
    }
    try {
      const { transfer, isNew } = this.media.join({ resource, headers: playerHeaders(request) });
      void handler.waitUntil(this.media.settled());
      const { body, transferMs } = await transfer.readWhole();
      const from = await provenanceOfArriving(transfer, isNew ? 'network' : 'joined', this.media);
      return await this.#answer(request.url, await body.text(), { ...from, transferMs, transferBytes: body.size });
    } catch (cause) {
      return respondToFailure(request, cause);
    }
  }

  #renew(resource: Resource, request: Request, handler: StrategyHandler): void {
    this.media.join({ resource, headers: playerHeaders(request) });
    void handler.waitUntil(this.media.settled());
  }

  async #answer(url: string, text: string, from: Provenance): Promise<Response> {
    return respondWhole(await this.rules.adapt(text, url), null, from);
  }
}

import { Strategy, type StrategyHandler } from 'workbox-strategies';
import { PlaylistError } from '../decision/playlist/playlist-error.ts';
import { carriesVolatile } from '../decision/resource/identity.ts';
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
  /**
   * A kept manifest or playlist older than this is answered at once and fetched anew behind the answer, unless its
   * addresses are signed: signatures run out, so then the network is asked first.
   */
  readonly freshMs: number;
  readonly wait: (delayMs: number) => Promise<void>;
};

/** A network that says nothing for so long is answered for by what it said last. */
const patienceMs = 2000;

/** Answers manifests and playlists. They are short, so they are read whole before they are passed on. */
export class PlaylistStrategy extends Strategy {
  constructor(
    readonly media: MediaSources,
    readonly rules: PlaylistRules,
  ) {
    super();
  }

  protected override async _handle(request: Request, handler: StrategyHandler): Promise<Response> {
    const identity = await this.media.identity();
    const resource = resourceOf(request.url, null, identity);
    const kept = await this.media.find(resource.key);
    if (kept === undefined) {
      return this.#answerFromNetwork(resource, request, handler).catch((cause: unknown) =>
        respondToFailure(request, cause),
      );
    }
    const text = await kept.body.text();
    if (this.rules.nowMs() - kept.entry.storedAtMs > this.rules.freshMs) {
      const renewed = this.#answerFromNetwork(resource, request, handler).catch(() => undefined);
      const isSigned = carriesVolatile(text, identity.volatileParameters);
      const quick = isSigned ? await Promise.race([renewed, this.rules.wait(patienceMs)]) : undefined;
      if (quick !== undefined) return quick;
    }
    const { etag, lastModified } = kept.entry;
    const source = { key: resource.key, url: request.url, text, etag, lastModified };
    return this.#answer(source, provenanceOfKept(kept, this.media));
  }

  async #answerFromNetwork(resource: Resource, request: Request, handler: StrategyHandler): Promise<Response> {
    const { transfer, isNew } = this.media.join({ resource, headers: playerHeaders(request) });
    void handler.waitUntil(this.media.settled());
    const arriving = provenanceOfArriving(transfer, isNew ? 'network' : 'joined', this.media);
    const [from, { body, transferMs }] = await Promise.all([arriving, transfer.readWhole()]);
    const { etag, lastModified } = await transfer.head;
    const source = { key: resource.key, url: request.url, text: await body.text(), etag, lastModified };
    return this.#answer(source, { ...from, transferMs, transferBytes: body.size });
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

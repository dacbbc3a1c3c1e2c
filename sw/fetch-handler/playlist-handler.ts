import { mediaHeaders } from '../../src/shared/media-headers.ts';
import { headerReader } from '../decision/http/kept-headers.ts';
import { isNotModified } from '../decision/http/validators.ts';
import { parseManifest } from '../decision/playlist/parse-manifest.ts';
import { PlaylistError } from '../decision/playlist/playlist-error.ts';
import { resourceOf } from '../decision/resource/resource.ts';
import type { ManifestSource } from './manifest-rewriter.ts';
import type { KeptBody, MediaSources } from './media-sources.ts';
import { type Event, PlayerRequest } from './player-request.ts';
import { type Provenance, provenanceOfArriving, provenanceOfKept } from './provenance.ts';
import { respondNotModified, respondUnavailable, respondWhole } from './respond.ts';

/** Adapts a manifest or playlist for this viewer's player. */
export type AdaptPlaylist = (source: ManifestSource) => Promise<Adapted>;

export type Adapted = {
  readonly text: string;
  /** The address of the rendition to start with; null if the text is no manifest. */
  readonly first: string | null;
};

/** Answers requests for manifests and playlists. They are short, so they are read completely before being passed on. */
export class PlaylistHandler {
  constructor(
    readonly sources: MediaSources,
    readonly adapt: AdaptPlaylist,
  ) {}

  async answer(event: Event, request: Request, signal = request.signal): Promise<Response> {
    const { sources } = this;
    const player = new PlayerRequest(sources, event, request, signal);
    const resource = resourceOf(request.url, null, await sources.identityFor(request));
    const { key } = resource;
    const plan = player.planAccess(await sources.find(resource));
    if (plan.access === 'browser') return player.passOn();
    if (plan.access === 'nowhere') return respondUnavailable();
    if (plan.access === 'kept') return this.#answerKept(player, key, plan.kept);
    const { kept } = plan;
    try {
      const answering = player.join(resource, kept);
      const { transfer, source } = answering;
      const whole = transfer.readWhole(signal);
      const copy = await player.staleCopyIfSlow(whole, kept);
      if (copy !== undefined) return await this.#answerKept(player, key, copy);
      const arriving = provenanceOfArriving(transfer, source, sources);
      const [from, { body, transferMs }, head] = await Promise.all([arriving, whole, transfer.head]);
      if (head.isConfirmed && kept !== undefined) return await this.#answerKept(player, key, kept, head.headers);
      if (!(await player.canUseResponseOf(answering))) return await player.passOn();
      if (player.isOutdated) return respondWhole(body, null, from);
      const text = { key, url: request.url, text: await body.text() };
      return await this.#respond(text, body, { ...from, transferMs, transferBytes: body.size });
    } catch (cause) {
      const copy = player.staleCopyAfter(cause, kept);
      return copy === undefined ? player.respondToFailure(cause, resource) : this.#answerKept(player, key, copy);
    }
  }

  async #answerKept(
    { request, header }: PlayerRequest,
    key: string,
    kept: KeptBody,
    headers = kept.entry.headers,
  ): Promise<Response> {
    this.sources.use(kept);
    const from = provenanceOfKept(kept, this.sources, headers);
    if (isNotModified(header, headerReader(headers))) return respondNotModified(from);
    return this.#respond({ key, url: request.url, text: await kept.body.text() }, kept.body, from);
  }

  /** Passes on an unchanged text byte for byte: its encoding may not survive decoding. */
  async #respond(source: ManifestSource, body: Blob, from: Provenance): Promise<Response> {
    const { text, first } = await this.#adapt(source);
    const isUnchanged = text === source.text || /\bno-transform\b/i.test(from.headers['cache-control'] ?? '');
    const response = respondWhole(isUnchanged ? body : text, null, from);
    if (first !== null && (!isUnchanged || parseManifest(source.text, source.url).renditions[0]?.uri === first))
      response.headers.set(mediaHeaders.ordered, '1');
    return response;
  }

  /** Returns a text that cannot be parsed unchanged: the player may be able to read it. */
  async #adapt(source: ManifestSource): Promise<Adapted> {
    try {
      return await this.adapt(source);
    } catch (cause) {
      if (cause instanceof PlaylistError) return { text: source.text, first: null };
      throw cause;
    }
  }
}

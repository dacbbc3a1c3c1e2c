import { chooseAccess, mayShowStale } from '../decision/http/access.ts';
import { headerReader } from '../decision/http/kept-headers.ts';
import { isAlreadyThere } from '../decision/http/validators.ts';
import { matches } from '../decision/http/vary.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import { PlaylistError } from '../decision/playlist/playlist-error.ts';
import { resourceOf } from '../decision/resource/resource.ts';
import { untilLimit } from '../event-limit.ts';
import { waitMs } from '../wait.ts';
import { respondToFailure } from './failure.ts';
import type { ManifestSource } from './manifest-rewriter.ts';
import { type Event, isConditional, modeOf, readerOf, selecting, stalePatienceMs, wantsAnew } from './media-handler.ts';
import type { KeptBody, MediaSources } from './media-sources.ts';
import { passOn } from './pass-on.ts';
import { playerHeaders } from './player-headers.ts';
import { type Provenance, provenanceOfArriving, provenanceOfKept } from './provenance.ts';
import { respondNotModified, respondUnavailable, respondWhole } from './respond.ts';

/** Rewrites a manifest for this viewer; playlists stay as they are. */
export type AdaptText = (source: ManifestSource) => Promise<string>;

/** Answers manifests and playlists. They are short, so they are read whole before they are passed on. */
export class PlaylistHandler {
  constructor(
    readonly sources: MediaSources,
    readonly adapt: AdaptText,
  ) {}

  /** The signal says when nobody waits for the answer any more. */
  async answer(event: Event, request: Request, signal = request.signal): Promise<Response> {
    const { sources } = this;
    const { generation } = sources;
    const resource = resourceOf(request.url, null, await sources.identityFor(request));
    const kept = await sources.find(resource.key);
    if (generation !== sources.generation) return passOn(request, signal);
    if (kept !== undefined && !matches(kept.entry.selection, selecting(request))) return passOn(request, signal);
    const mode = modeOf(request);
    const access = chooseAccess(mode, kept && { ...kept.entry, isAwaited: kept.isAwaited }, sources.nowMs());
    if (access === 'nowhere') return respondUnavailable();
    if (access === 'kept' && kept !== undefined) return this.#answerKept(request, resource.key, kept);
    if (kept === undefined && isConditional(request)) return passOn(request, signal);
    try {
      const renews = access === 'renewed' && kept !== undefined ? { renews: kept } : {};
      const asking = { resource, headers: playerHeaders(request), isAnew: wantsAnew(mode), ...renews };
      const { transfer, isNew, kept: keeping } = sources.join(asking);
      event.waitUntil(untilLimit(keeping));
      const whole = transfer.readWhole(signal);
      if (kept !== undefined && mode === 'fresh' && mayShowStale(kept.entry, null)) {
        if (await waitMs(stalePatienceMs, whole)) return await this.#answerKept(request, resource.key, kept);
      }
      const arriving = provenanceOfArriving(transfer, isNew ? 'network' : 'joined', sources);
      const [from, { body, transferMs }, head] = await Promise.all([arriving, whole, transfer.head]);
      if (head.isConfirmed && kept !== undefined)
        return await this.#answerKept(request, resource.key, kept, head.headers);
      // Nothing is learned from it for a viewer who has signed out meanwhile.
      if (generation !== sources.generation) return respondWhole(body, null, from);
      const source = { key: resource.key, url: request.url, text: await body.text() };
      return await this.#respond(source, body, { ...from, transferMs, transferBytes: body.size });
    } catch (cause) {
      const status = cause instanceof DownloadError ? cause.status : null;
      // Who asks for what its origin confirms now gets nothing else.
      const isShown = mode === 'fresh' && kept !== undefined && mayShowStale(kept.entry, status);
      return isShown ? this.#answerKept(request, resource.key, kept) : respondToFailure(request, cause);
    }
  }

  async #answerKept(request: Request, key: string, kept: KeptBody, headers = kept.entry.headers): Promise<Response> {
    const from = provenanceOfKept(kept, this.sources, headers);
    if (isAlreadyThere(readerOf(request), headerReader(headers))) return respondNotModified(from);
    return this.#respond({ key, url: request.url, text: await kept.body.text() }, kept.body, from);
  }

  /** What needs no change goes on as it came, to the byte: it may be in an encoding that is no text to us. */
  async #respond(source: ManifestSource, body: Blob, from: Provenance): Promise<Response> {
    const adapted = await this.#adapt(source);
    const isLeft = adapted === source.text || /\bno-transform\b/i.test(from.headers['cache-control'] ?? '');
    return respondWhole(isLeft ? body : adapted, null, from);
  }

  /** What cannot be read here may be readable for the player: it gets it as it is. */
  async #adapt(source: ManifestSource): Promise<string> {
    try {
      return await this.adapt(source);
    } catch (cause) {
      if (cause instanceof PlaylistError) return source.text;
      throw cause;
    }
  }
}

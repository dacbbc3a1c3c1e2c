import { chooseAccess, mayShowStale } from '../decision/http/access.ts';
import { headerReader } from '../decision/http/kept-headers.ts';
import { type RequestMode, readRequestMode } from '../decision/http/request-mode.ts';
import { isAlreadyThere, isSameVersion } from '../decision/http/validators.ts';
import { matches } from '../decision/http/vary.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import { resourceOf } from '../decision/resource/resource.ts';
import { untilLimit } from '../event-limit.ts';
import { waitMs } from '../wait.ts';
import { respondToFailure } from './failure.ts';
import type { ArrivingBody, KeptBody, MediaSources } from './media-sources.ts';
import { passOn } from './pass-on.ts';
import { playerHeaders } from './player-headers.ts';
import { provenanceOfArriving, provenanceOfKept } from './provenance.ts';
import { clipRange, isClosed, type RequestedRange, readRange } from '../decision/http/range-request.ts';
import { respondFromFile, respondNotModified, respondPart, respondUnavailable, respondWhole } from './respond.ts';

export type Event = Pick<ExtendableEvent, 'waitUntil'>;

/** How far behind a running transfer a jump into a file may lie before it is quicker to ask for that part alone. */
const worthWaitingBytes = 512 * 1024;
/** After this long without an answer, a stale copy is served, where its origin allows that. */
export const stalePatienceMs = 4000;

/**
 * Answers segments, captions, posters, keys and plain files: from what is kept and fresh, else from what is arriving,
 * else from the origins, in that order, and always with the first byte as soon as it is here.
 */
export class MediaHandler {
  constructor(readonly sources: MediaSources) {}

  /** The signal says when nobody waits for the answer any more. */
  async answer(event: Event, request: Request, signal = request.signal): Promise<Response> {
    const { sources } = this;
    const { generation } = sources;
    const identity = await sources.identityFor(request);
    const asked = readRange(request.headers.get('range'));
    const exactRange = asked !== null && isClosed(asked) ? asked : null;
    const file = resourceOf(request.url, null, identity);
    const part = exactRange === null ? file : resourceOf(request.url, exactRange, identity);
    const keptPart = exactRange === null ? undefined : await sources.find(part.key);
    const kept = keptPart ?? (await sources.find(file.key));
    if (generation !== sources.generation) return passOn(request, signal);
    if (kept !== undefined && !matches(kept.entry.selection, selecting(request))) return passOn(request, signal);

    const mode = modeOf(request);
    const access = chooseAccess(mode, kept && { ...kept.entry, isAwaited: kept.isAwaited }, sources.nowMs());
    if (access === 'nowhere') return respondUnavailable();
    const answerKept = (found: KeptBody, headers = found.entry.headers) =>
      this.#answerKept(request, found, headers, keptPart === undefined ? null : exactRange);
    if (access === 'kept' && kept !== undefined) return answerKept(kept);
    // Whether that is what the player has already is for the origin to say.
    if (request.headers.has('if-range') || (kept === undefined && isConditional(request)))
      return passOn(request, signal);

    try {
      const mayJoin = access === 'origin' && !wantsAnew(mode);
      const whole = mayJoin ? sources.findArriving(file.key) : undefined;
      if (whole !== undefined && (asked === null || isNear(asked, whole))) {
        return await this.#answerArrivingFile(request, whole, 'joined', signal);
      }
      if (kept === undefined && exactRange === null && asked !== null && !this.#isWorthWhole(request, asked))
        return await passOn(request, signal);
      const renews = access === 'renewed' && kept !== undefined ? { renews: kept } : {};
      const resource = kept !== undefined && keptPart === undefined ? file : part;
      const asking = { resource, headers: playerHeaders(request), isAnew: wantsAnew(mode), ...renews };
      const { transfer, isNew, kept: keeping } = sources.join(asking);
      event.waitUntil(untilLimit(keeping));
      if (kept !== undefined && access === 'renewed') {
        const isLate = await waitMs(stalePatienceMs, transfer.head);
        if (isLate && mode === 'fresh' && mayShowStale(kept.entry, null)) return answerKept(kept);
        const head = await transfer.head;
        if (head.isConfirmed) return answerKept(kept, head.headers);
      }
      const source = isNew ? 'network' : 'joined';
      if (resource.range === null) return await this.#answerArrivingFile(request, transfer, source, signal);
      return await this.#answerArrivingPart(transfer, resource.range, source, signal);
    } catch (cause) {
      const status = cause instanceof DownloadError ? cause.status : null;
      // Who asks for what its origin confirms now gets nothing else.
      if (kept !== undefined && mode === 'fresh' && mayShowStale(kept.entry, status)) return answerKept(kept);
      return respondToFailure(request, cause);
    }
  }

  /**
   * Not where a player looks for the index of a file in its middle, or at its end. Nor at another origin, which does not
   * show whether it compresses the whole: how far the range goes is known when all is here.
   */
  #isWorthWhole({ url }: Request, { firstByte }: RequestedRange): boolean {
    return firstByte === 0 && new URL(url).origin === this.sources.scopeOrigin;
  }

  #answerKept(
    request: Request,
    kept: KeptBody,
    headers: KeptBody['entry']['headers'],
    part: ByteRange | null,
  ): Response {
    const provenance = provenanceOfKept(kept, this.sources, headers);
    const asked = readerOf(request);
    if (asked('range') === null && isAlreadyThere(asked, headerReader(headers))) return respondNotModified(provenance);
    const { body, entry } = kept;
    if (part !== null) {
      const { firstByte } = part;
      return respondPart(body, { firstByte, sizeBytes: body.size, fileBytes: entry.fileBytes }, provenance);
    }
    const isWhole = !isSameVersion(asked('if-range'), headerReader(headers));
    return respondFromFile(body, isWhole ? null : readRange(asked('range')), provenance);
  }

  async #answerArrivingPart(
    transfer: ArrivingBody,
    { firstByte, lastByte }: ByteRange,
    source: 'network' | 'joined',
    signal: AbortSignal,
  ): Promise<Response> {
    const body = transfer.follow(undefined, signal);
    const provenance = await provenanceOfArriving(transfer, source, this.sources);
    const { fileBytes, lengthBytes } = await transfer.head;
    return respondPart(body, { firstByte, sizeBytes: lengthBytes ?? lastByte - firstByte + 1, fileBytes }, provenance);
  }

  async #answerArrivingFile(
    request: Request,
    transfer: ArrivingBody,
    source: 'network' | 'joined',
    signal: AbortSignal,
  ): Promise<Response> {
    const asked = readRange(request.headers.get('range'));
    const body = transfer.follow(undefined, signal);
    const provenance = await provenanceOfArriving(transfer, source, this.sources);
    const { lengthBytes, mayBeCompressed } = await transfer.head;
    if (asked === null) return respondWhole(body, lengthBytes, provenance);
    const isEndKnown = lengthBytes !== null && (!mayBeCompressed || (asked.lastByte ?? lengthBytes) < lengthBytes);
    const range = isEndKnown ? clipRange(asked, lengthBytes) : null;
    const part = range && transfer.follow(range, signal);
    await body.cancel();
    if (range === null || part === null) return passOn(request, signal);
    const sizeBytes = range.lastByte - range.firstByte + 1;
    const fileBytes = mayBeCompressed ? null : lengthBytes;
    return respondPart(part, { firstByte: range.firstByte, sizeBytes, fileBytes }, provenance);
  }
}

/** Whether a part of a file will soon be here. */
function isNear({ firstByte }: RequestedRange, { receivedBytes }: ArrivingBody): boolean {
  return firstByte >= 0 && firstByte <= receivedBytes + worthWaitingBytes;
}

export function modeOf(request: Request): RequestMode {
  return readRequestMode({ method: request.method, cache: request.cache, header: readerOf(request) });
}

/** It has something, and asks whether that is current. */
export function isConditional({ headers }: Request): boolean {
  return headers.has('if-none-match') || headers.has('if-modified-since');
}

/** The origin is to be asked because of this very request. */
export function wantsAnew(mode: RequestMode): boolean {
  return mode === 'network' || mode === 'renewed';
}

export function readerOf({ headers }: Request): (name: string) => string | null {
  return (name) => headers.get(name);
}

/** What an answer may have been chosen by. Everything accepts anything unless it says otherwise. */
export function selecting({ headers }: Request): (name: string) => string | null {
  return (name) => headers.get(name) ?? (name === 'accept' ? '*/*' : null);
}

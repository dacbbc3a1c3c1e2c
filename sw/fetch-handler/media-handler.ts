import { headerReader } from '../decision/http/kept-headers.ts';
import { clipRange, isClosed, type RequestedRange, readRange } from '../decision/http/range-request.ts';
import { isNotModified, isSameVersion } from '../decision/http/validators.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import { resourceOf } from '../decision/resource/resource.ts';
import type { Arriving, KeptBody, MediaSources } from './media-sources.ts';
import { type PlayerTransfer, type Event, PlayerRequest } from './player-request.ts';
import { provenanceOfArriving, provenanceOfKept } from './provenance.ts';
import { respondFromFile, respondNotModified, respondPart, respondUnavailable, respondWhole } from './respond.ts';

/** How far past the received bytes a seek may land before requesting that range separately is quicker. */
const worthWaitingBytes = 512 * 1024;

/**
 * Answers requests for segments, captions, posters, keys and plain files from a fresh cached copy, else from a transfer
 * in flight, else from the origins. Responses are streamed: each byte is passed on as soon as it arrives.
 */
export class MediaHandler {
  constructor(readonly sources: MediaSources) {}

  async answer(event: Event, request: Request, signal = request.signal): Promise<Response> {
    const { sources } = this;
    const player = new PlayerRequest(sources, event, request, signal);
    const identity = await sources.identityFor(request);
    const requestedRange = readRange(player.header('range'));
    const exactRange = requestedRange !== null && isClosed(requestedRange) ? requestedRange : null;
    const file = resourceOf(request.url, null, identity);
    const part = exactRange === null ? file : resourceOf(request.url, exactRange, identity);
    // If-Range is compared only with a whole file: on a mismatch a cached part could not be replaced by the whole.
    const isAnyVersion = player.header('if-range') === null;
    const keptPart = exactRange !== null && isAnyVersion ? await sources.find(part) : undefined;
    const found = keptPart ?? (await sources.find(file));
    const plan = player.planAccess(found);
    if (plan.access === 'browser') return player.passOn();
    if (plan.access === 'nowhere') return respondUnavailable();
    const answerKept = (kept: KeptBody, headers = kept.entry.headers) =>
      this.#answerKept(player, kept, headers, keptPart === undefined ? null : exactRange);
    if (plan.access === 'kept') return answerKept(plan.kept);

    const { kept } = plan;
    try {
      const whole = kept !== undefined || player.demandsOrigin ? undefined : sources.findArriving(file.key);
      if (whole !== undefined && (requestedRange === null || isNear(requestedRange, whole))) {
        return await this.#answerArriving(player, player.join(file, undefined));
      }
      if (
        found === undefined &&
        exactRange === null &&
        requestedRange !== null &&
        !this.#isWorthWhole(request, requestedRange)
      )
        return await player.passOn();
      const resource = found !== undefined && keptPart === undefined ? file : part;
      const answering = player.join(resource, kept);
      if (kept !== undefined) {
        // Keeps the transfer alive for the store: awaiting the head does not, and no player reads the body if the stale
        // copy is served.
        const { transfer } = answering;
        transfer.readWhole(player.signal).catch(() => undefined);
        const copy = await player.staleCopyIfSlow(transfer.head, kept);
        if (copy !== undefined) return answerKept(copy);
        const head = await transfer.head;
        if (head.isConfirmed) return answerKept(kept, head.headers);
      }
      return await this.#answerArriving(player, answering);
    } catch (cause) {
      const copy = player.staleCopyAfter(cause, kept);
      return copy === undefined ? player.respondToFailure(cause, file) : answerKept(copy);
    }
  }

  /**
   * Whether to fetch the whole file for an open range. Not if the player looks for the file's index in its middle or at
   * its end. Nor from another origin, which hides whether the body is compressed: the range's end would be known only
   * once everything has arrived.
   */
  #isWorthWhole({ url }: Request, { firstByte }: RequestedRange): boolean {
    return firstByte === 0 && new URL(url).origin === this.sources.scopeOrigin;
  }

  #answerKept(
    { header }: PlayerRequest,
    kept: KeptBody,
    headers: KeptBody['entry']['headers'],
    part: ByteRange | null,
  ): Response {
    this.sources.use(kept);
    const provenance = provenanceOfKept(kept, this.sources, headers);
    if (header('range') === null && isNotModified(header, headerReader(headers))) return respondNotModified(provenance);
    const { body, entry } = kept;
    if (part !== null) {
      const { firstByte } = part;
      return respondPart(body, { firstByte, sizeBytes: body.size, fileBytes: entry.fileBytes }, provenance);
    }
    const isWhole = !isSameVersion(header('if-range'), headerReader(headers));
    return respondFromFile(body, isWhole ? null : readRange(header('range')), provenance);
  }

  async #answerArriving(player: PlayerRequest, answering: PlayerTransfer): Promise<Response> {
    const { transfer, source } = answering;
    const { signal } = player;
    const body = transfer.follow(undefined, signal);
    const provenance = await provenanceOfArriving(transfer, source, this.sources);
    const { lengthBytes, mayBeCompressed, ...head } = await transfer.head;
    // Relative addresses in it resolve against the redirect's target, which only the network's own response exposes.
    const dependsOnRedirectTarget = head.isRedirected && /xml|json/i.test(head.contentType);
    if (dependsOnRedirectTarget || !(await player.canUseResponseOf(answering))) {
      await body.cancel();
      return player.passOn();
    }
    const exactRange = transfer.resource.range;
    if (exactRange !== null) {
      const { firstByte, lastByte } = exactRange;
      const sizeBytes = lengthBytes ?? lastByte - firstByte + 1;
      return respondPart(body, { firstByte, sizeBytes, fileBytes: head.fileBytes }, provenance);
    }
    const requestedRange = readRange(player.header('range'));
    if (requestedRange === null) return respondWhole(body, lengthBytes, provenance);
    const isEndKnown =
      lengthBytes !== null && (!mayBeCompressed || (requestedRange.lastByte ?? lengthBytes) < lengthBytes);
    const range = isEndKnown ? clipRange(requestedRange, lengthBytes) : null;
    const part = range && transfer.follow(range, signal);
    await body.cancel();
    if (range === null || part === null) return player.passOn();
    const sizeBytes = range.lastByte - range.firstByte + 1;
    const fileBytes = mayBeCompressed ? null : lengthBytes;
    return respondPart(part, { firstByte: range.firstByte, sizeBytes, fileBytes }, provenance);
  }
}

/** Whether a transfer in flight will soon reach the requested range. */
function isNear({ firstByte }: RequestedRange, { receivedBytes }: Arriving): boolean {
  return firstByte >= 0 && firstByte <= receivedBytes + worthWaitingBytes;
}

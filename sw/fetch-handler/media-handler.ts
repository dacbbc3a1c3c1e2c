import { headerReader } from '../decision/http/kept-headers.ts';
import { clipRange, isClosed, type RequestedRange, readRange } from '../decision/http/range-request.ts';
import { isAlreadyThere, isSameVersion } from '../decision/http/validators.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import { resourceOf } from '../decision/resource/resource.ts';
import { respondToFailure } from './failure.ts';
import type { Arriving, KeptBody, MediaSources } from './media-sources.ts';
import { type Answering, type Event, PlayerRequest } from './player-request.ts';
import { provenanceOfArriving, provenanceOfKept } from './provenance.ts';
import { respondFromFile, respondNotModified, respondPart, respondUnavailable, respondWhole } from './respond.ts';

/** How far behind a running transfer a jump into a file may lie before it is quicker to ask for that part alone. */
const worthWaitingBytes = 512 * 1024;

/**
 * Answers segments, captions, posters, keys and plain files: from what is kept and fresh, else from what is arriving,
 * else from the origins, in that order, and always with the first byte as soon as it is here.
 */
export class MediaHandler {
  constructor(readonly sources: MediaSources) {}

  async answer(event: Event, request: Request, signal = request.signal): Promise<Response> {
    const { sources } = this;
    const player = new PlayerRequest(sources, event, request, signal);
    const identity = await sources.identityFor(request);
    const asked = readRange(player.header('range'));
    const exactRange = asked !== null && isClosed(asked) ? asked : null;
    const file = resourceOf(request.url, null, identity);
    const part = exactRange === null ? file : resourceOf(request.url, exactRange, identity);
    // A version that the player names is compared with the file alone: of a part there is no whole to give instead.
    const isAnyVersion = player.header('if-range') === null;
    const keptPart = exactRange !== null && isAnyVersion ? await sources.find(part.key) : undefined;
    const found = keptPart ?? (await sources.find(file.key));
    const way = player.wayTo(found);
    if (way.access === 'browser') return player.passOn();
    if (way.access === 'nowhere') return respondUnavailable();
    const answerKept = (kept: KeptBody, headers = kept.entry.headers) =>
      this.#answerKept(player, kept, headers, keptPart === undefined ? null : exactRange);
    if (way.access === 'kept') return answerKept(way.kept);

    const { kept } = way;
    try {
      const whole = kept !== undefined || player.isAnew ? undefined : sources.findArriving(file.key);
      if (whole !== undefined && (asked === null || isNear(asked, whole))) {
        return await this.#answerArriving(player, player.join(file, undefined));
      }
      if (found === undefined && exactRange === null && asked !== null && !this.#isWorthWhole(request, asked))
        return await player.passOn();
      const resource = found !== undefined && keptPart === undefined ? file : part;
      const answering = player.join(resource, kept);
      if (kept !== undefined) {
        // Waiting for a head holds nothing, and behind a stale copy nobody reads: the store wants all of it either way.
        const { transfer } = answering;
        transfer.readWhole(player.signal).catch(() => undefined);
        const copy = await player.copyInsteadOf(transfer.head, kept);
        if (copy !== undefined) return answerKept(copy);
        const head = await transfer.head;
        if (head.isConfirmed) return answerKept(kept, head.headers);
      }
      return await this.#answerArriving(player, answering);
    } catch (cause) {
      const copy = player.copyAfter(cause, kept);
      return copy === undefined ? respondToFailure(request, cause) : answerKept(copy);
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
    { header: asked }: PlayerRequest,
    kept: KeptBody,
    headers: KeptBody['entry']['headers'],
    part: ByteRange | null,
  ): Response {
    this.sources.use(kept);
    const provenance = provenanceOfKept(kept, this.sources, headers);
    if (asked('range') === null && isAlreadyThere(asked, headerReader(headers))) return respondNotModified(provenance);
    const { body, entry } = kept;
    if (part !== null) {
      const { firstByte } = part;
      return respondPart(body, { firstByte, sizeBytes: body.size, fileBytes: entry.fileBytes }, provenance);
    }
    const isWhole = !isSameVersion(asked('if-range'), headerReader(headers));
    return respondFromFile(body, isWhole ? null : readRange(asked('range')), provenance);
  }

  async #answerArriving(player: PlayerRequest, answering: Answering): Promise<Response> {
    const { transfer, source } = answering;
    const { signal } = player;
    const body = transfer.follow(undefined, signal);
    const provenance = await provenanceOfArriving(transfer, source, this.sources);
    const { lengthBytes, mayBeCompressed, ...head } = await transfer.head;
    // Such a text names its files as seen from where it was found, which only the network's own answer tells.
    const isSeenFromAway = head.isRedirected && /xml|json/i.test(head.contentType);
    if (isSeenFromAway || !(await player.isAnsweredBy(answering))) {
      await body.cancel();
      return player.passOn();
    }
    const exactRange = transfer.resource.range;
    if (exactRange !== null) {
      const { firstByte, lastByte } = exactRange;
      const sizeBytes = lengthBytes ?? lastByte - firstByte + 1;
      return respondPart(body, { firstByte, sizeBytes, fileBytes: head.fileBytes }, provenance);
    }
    const asked = readRange(player.header('range'));
    if (asked === null) return respondWhole(body, lengthBytes, provenance);
    const isEndKnown = lengthBytes !== null && (!mayBeCompressed || (asked.lastByte ?? lengthBytes) < lengthBytes);
    const range = isEndKnown ? clipRange(asked, lengthBytes) : null;
    const part = range && transfer.follow(range, signal);
    await body.cancel();
    if (range === null || part === null) return player.passOn();
    const sizeBytes = range.lastByte - range.firstByte + 1;
    const fileBytes = mayBeCompressed ? null : lengthBytes;
    return respondPart(part, { firstByte: range.firstByte, sizeBytes, fileBytes }, provenance);
  }
}

/** Whether a part of a file will soon be here. */
function isNear({ firstByte }: RequestedRange, { receivedBytes }: Arriving): boolean {
  return firstByte >= 0 && firstByte <= receivedBytes + worthWaitingBytes;
}

import { Strategy, type StrategyHandler } from 'workbox-strategies';
import type { ByteRange } from '../decision/resource/identity.ts';
import { resourceOf } from '../decision/resource/resource.ts';
import { respondToFailure } from './failure.ts';
import type { ArrivingBody, KeptBody, MediaSources } from './media-sources.ts';
import { playerHeaders } from './player-headers.ts';
import { provenanceOfArriving, provenanceOfKept } from './provenance.ts';
import { clipRange, isClosed, type RequestedRange, readRange } from './range-request.ts';
import { respondFromFile, respondPart, respondWhole } from './respond.ts';

/** How far behind a running transfer a jump into a file may lie before it is quicker to ask for that part alone. */
const worthWaitingBytes = 512 * 1024;

/**
 * Answers segments, captions, posters, keys and plain files: from what is kept, else from what is arriving, else from
 * the origins, in that order, and always with the first byte as soon as it is here.
 */
export class MediaStrategy extends Strategy {
  constructor(readonly media: MediaSources) {
    super();
  }

  protected override async _handle(request: Request, handler: StrategyHandler): Promise<Response> {
    const identity = await this.media.identity();
    const asked = readRange(request.headers.get('range'));
    const exactRange = asked !== null && isClosed(asked) ? asked : null;
    const file = resourceOf(request.url, null, identity);

    if (exactRange !== null) {
      const part = await this.media.find(resourceOf(request.url, exactRange, identity).key);
      if (part !== undefined) return this.#answerKeptPart(part, exactRange);
    }
    const kept = await this.media.find(file.key);
    if (kept !== undefined) return respondFromFile(kept.body, asked, provenanceOfKept(kept, this.media));

    try {
      const whole = this.media.findArriving(file.key);
      if (whole !== undefined && (asked === null || asked.firstByte <= whole.receivedBytes + worthWaitingBytes)) {
        return await this.#answerArrivingFile(whole, asked, 'joined');
      }
      const wanted = exactRange === null ? file : resourceOf(request.url, exactRange, identity);
      // A player that jumps into a file to look for its index: not worth the whole file, and not worth keeping.
      if (exactRange === null && asked !== null && asked.firstByte > 0) return await fetch(request);
      const { transfer, isNew } = this.media.join({ resource: wanted, headers: playerHeaders(request) });
      void handler.waitUntil(this.media.settled());
      const source = isNew ? 'network' : 'joined';
      if (exactRange === null) return await this.#answerArrivingFile(transfer, asked, source);
      return await this.#answerArrivingPart(transfer, exactRange, source);
    } catch (cause) {
      return await respondToFailure(request, cause);
    }
  }

  #answerKeptPart(part: KeptBody, range: ByteRange): Response {
    return respondPart(part.body, { range, fileBytes: part.entry.fileBytes }, provenanceOfKept(part, this.media));
  }

  async #answerArrivingPart(transfer: ArrivingBody, range: ByteRange, source: 'network' | 'joined'): Promise<Response> {
    const body = transfer.follow();
    const provenance = await provenanceOfArriving(transfer, source, this.media);
    const { fileBytes } = await transfer.head;
    return respondPart(body, { range, fileBytes }, provenance);
  }

  async #answerArrivingFile(
    transfer: ArrivingBody,
    asked: RequestedRange | null,
    source: 'network' | 'joined',
  ): Promise<Response> {
    const body = transfer.follow();
    const provenance = await provenanceOfArriving(transfer, source, this.media);
    const { lengthBytes } = await transfer.head;
    if (asked === null) return respondWhole(body, lengthBytes, provenance);
    const range = lengthBytes === null ? null : clipRange(asked, lengthBytes);
    if (range !== null) {
      const part = transfer.follow(range);
      await body.cancel();
      return respondPart(part, { range, fileBytes: lengthBytes }, provenance);
    }
    const [{ body: file }] = await Promise.all([transfer.readWhole(), body.cancel()]);
    return respondFromFile(file, asked, provenance);
  }
}

import { partsOfMp4 } from '../../src/shared/mp4-address.ts';
import { clipRange, readRange } from '../decision/http/range-request.ts';
import { readParts } from '../decision/mp4/parts.ts';
import { DownloadError } from '../decision/origin/download-error.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { untilLimit } from '../event-limit.ts';

type Bytes = Uint8Array<ArrayBuffer>;

type Event = Pick<ExtendableEvent, 'waitUntil'>;

/** Answers requests for byte ranges of a file. */
export type PartSource = {
  answer(event: Event, request: Request): Promise<Response>;
  readonly sources: {
    find(file: Pick<Resource, 'key' | 'urls'>): Promise<{ readonly body: Blob } | undefined>;
    /** Removes what is cached of a file that has changed. */
    drop(url: string): Promise<void>;
  };
};

export type KeyOf = (url: string) => Promise<string>;

/**
 * Answers a video element that reads a plain file, with cached parts and with others as they arrive. A file that was
 * never prepared is fetched as requested.
 */
export async function answerFile(keyOf: KeyOf, media: PartSource, event: Event, request: Request): Promise<Response> {
  const parts = await partsOf(request.url, keyOf, media);
  const requestedRange = readRange(request.headers.get('range'));
  const fileBytes = (parts.at(-1)?.lastByte ?? -1) + 1;
  const range = requestedRange === null ? null : clipRange(requestedRange, fileBytes);
  if (range === null) return fetch(request);
  const { firstByte, lastByte } = range;
  const wanted = parts.filter((part) => part.lastByte >= firstByte && part.firstByte <= lastByte);
  const tolerantEvent = ignoringEnd(event);
  const onChanged = () => tolerantEvent.waitUntil(media.sources.drop(request.url));
  const reading = new ElementRead(wanted, fileBytes, {
    request: (part) => media.answer(tolerantEvent, requestFor(request, part)),
    onChanged,
  });
  const head = await reading.head();
  const isPart = head?.status === 206;
  if (!isPartOf(head, fileBytes)) {
    reading.cancel();
    if (isPart) onChanged();
    return fetch(request);
  }
  // Requests made while the element reads belong to this event too.
  event.waitUntil(untilLimit(reading.ended));
  const headers = new Headers(head.headers);
  headers.set('content-range', `bytes ${firstByte}-${lastByte}/${fileBytes}`);
  headers.set('content-length', String(lastByte - firstByte + 1));
  const skipBytes = firstByte - (wanted[0]?.firstByte ?? 0);
  return new Response(reading.stream(skipBytes, lastByte - firstByte + 1), { status: 206, headers });
}

/**
 * An element may read for longer than its event lasts. The browser keeps a worker alive whose response is being read,
 * but `waitUntil` throws once the event is over.
 */
function ignoringEnd(event: Event): Event {
  return {
    waitUntil: (work) => {
      try {
        event.waitUntil(work);
      } catch {
        // A part requested now is cached all the same, unless the worker is stopped first.
      }
    },
  };
}

/** Returns the parts in file order; none if the file was never prepared. */
async function partsOf(fileUrl: string, keyOf: KeyOf, { sources }: PartSource): Promise<readonly ByteRange[]> {
  const kept = await sources.find({ key: await keyOf(partsOfMp4(fileUrl)), urls: [] });
  return kept === undefined ? [] : readParts(await kept.body.text());
}

/**
 * Without `crossorigin` an element sends its cookies to other sites too. The worker's request needs CORS, so it keeps the
 * element's credentials mode only if that asked for CORS.
 */
function requestFor({ url, mode, credentials, referrerPolicy }: Request, { firstByte, lastByte }: ByteRange): Request {
  const headers = { range: `bytes=${firstByte}-${lastByte}` };
  return new Request(url, { headers, referrerPolicy, ...(mode === 'cors' && { credentials }) });
}

type ReadActions = {
  readonly request: (part: ByteRange) => Promise<Response>;
  /** Called when the file turns out to have changed since parts of it were cached. */
  readonly onChanged: () => void;
};

/** One request of an element, which may abort it at any time. */
class ElementRead {
  readonly ended: Promise<void>;
  #end = () => {};
  #nextResponse: Promise<Response> | undefined;

  constructor(
    readonly parts: readonly ByteRange[],
    readonly fileBytes: number,
    readonly actions: ReadActions,
  ) {
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  head(): Promise<Response> | undefined {
    this.#requestPart(0);
    return this.#nextResponse;
  }

  stream(skipBytes: number, lengthBytes: number): ReadableStream<Bytes> {
    const bytes = this.#read(skipBytes, lengthBytes);
    return new ReadableStream<Bytes>(
      {
        pull: async (controller) => {
          const { done, value } = await bytes.next();
          if (done === true) controller.close();
          else controller.enqueue(value);
        },
        cancel: async () => {
          await bytes.return(undefined);
        },
      },
      { highWaterMark: 0 },
    );
  }

  async *#read(skipBytes: number, lengthBytes: number): AsyncGenerator<Bytes, void> {
    let [toSkip, missing] = [skipBytes, lengthBytes];
    const first = versionOf(await this.#nextResponse);
    try {
      for (const place of this.parts.keys()) {
        const answer = await this.#nextResponse;
        const { origin, name } = versionOf(answer);
        if (!isPartOf(answer, this.fileBytes) || (origin === first.origin && name !== first.name)) {
          if (answer?.status === 206) this.actions.onChanged();
          throw new DownloadError('changed', answer?.url ?? '', answer?.status ?? 0);
        }
        // Requests the next part while this one is read, so that no round trip separates them.
        this.#requestPart(place + 1);
        for await (const chunk of chunksOf(answer)) {
          const rest = chunk.subarray(Math.min(toSkip, chunk.length)).subarray(0, missing);
          toSkip -= Math.min(toSkip, chunk.length);
          missing -= rest.length;
          if (rest.length > 0) yield rest;
        }
      }
    } finally {
      this.cancel();
    }
  }

  /** Discards the response that has been requested but not read, and ends the read. */
  cancel(): void {
    void this.#nextResponse?.then(({ body }) => body?.cancel()).catch(() => undefined);
    this.#end();
  }

  #requestPart(place: number): void {
    const part = this.parts[place];
    this.#nextResponse = part === undefined ? undefined : this.actions.request(part);
    // A failure is reported when this part is read.
    this.#nextResponse?.catch(() => undefined);
  }
}

/** ETags are comparable only within an origin. Few cross-origin responses expose theirs; all expose Last-Modified. */
function versionOf(answer: Response | undefined) {
  const header = (name: string) => answer?.headers.get(name);
  return { origin: header('x-nextreel-origin'), name: header('etag') ?? header('last-modified') };
}

/** Whether the response is a part of a file of this length, as far as its headers show. */
function isPartOf(answer: Response | undefined, fileBytes: number): answer is Response {
  const [, ofBytes] = /\/(\d+)$/.exec(answer?.headers.get('content-range') ?? '') ?? [];
  return answer?.status === 206 && (ofBytes === undefined || Number(ofBytes) === fileBytes);
}

async function* chunksOf({ body }: Response): AsyncGenerator<Bytes> {
  const reader = body?.getReader();
  try {
    for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read())
      yield part.value;
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}

import type { Bytes, Network } from '../attempt.ts';

export type FakeRequest = {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly cache: RequestCache | undefined;
  readonly signal: AbortSignal;
};
export type Responder = (asked: FakeRequest) => Response | Promise<Response>;

/** A network without sockets: each address gives the test's answers in turn, and repeats the last one. */
export class FakeOrigins implements Network {
  readonly requests: FakeRequest[] = [];
  readonly #answers = new Map<string, Responder[]>();

  readonly nowMs = (): number => Date.now();

  readonly fetch: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const signal = init?.signal ?? new AbortController().signal;
    const asked = {
      url,
      method: init?.method ?? 'GET',
      headers: new Headers(init?.headers),
      signal,
      cache: init?.cache,
    };
    this.requests.push(asked);
    const answers = this.#answers.get(url) ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === undefined) throw new TypeError(`no server answers at ${url}`);
    signal.throwIfAborted();
    return answer(asked);
  };

  on(url: string, ...answers: Responder[]): this {
    this.#answers.set(url, answers);
    return this;
  }

  requestedUrls(): string[] {
    return this.requests.map(({ url }) => url);
  }

  ranges(): (string | null)[] {
    return this.requests.map(({ headers }) => headers.get('range'));
  }
}

/** A body that looks like a media segment, with bytes that depend on their position. */
export function mediaBytes(sizeBytes: number): Bytes {
  const bytes = Uint8Array.from({ length: sizeBytes }, (_, index) => (index * 31 + (index >> 8)) % 251);
  bytes.set([0, 0, 0, 16, 0x73, 0x74, 0x79, 0x70].slice(0, sizeBytes));
  return bytes;
}

export type BodyScript = {
  readonly bytes: Bytes;
  readonly end: 'close' | 'error' | 'silence';
  readonly chunkBytes?: number;
};

/** A stream that delivers its bytes at once, and then closes, breaks or stays silent until it is aborted. */
export function bodyOf({ bytes, end, chunkBytes = 1000 }: BodyScript, signal?: AbortSignal): ReadableStream<Bytes> {
  return new ReadableStream<Bytes>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += chunkBytes) controller.enqueue(bytes.slice(at, at + chunkBytes));
      if (end === 'close') controller.close();
      signal?.addEventListener('abort', () => controller.error(signal.reason));
    },
    pull(controller) {
      if (end === 'error') controller.error(new TypeError('the connection was reset'));
    },
  });
}

export type FileScript = {
  readonly bytes: Bytes;
  readonly etag?: string;
  readonly type?: string;
  readonly ranges?: boolean;
  /** How many bytes of each response body arrive, and what follows them. */
  readonly breaksAfter?: number;
  readonly end?: BodyScript['end'];
  readonly headers?: Readonly<Record<string, string>>;
};

/** A file at an origin that behaves correctly, or breaks off. */
export function file({ bytes, etag, type = 'video/mp4', ranges = true, ...script }: FileScript): Responder {
  return ({ headers, signal }) => {
    const [, first = '', last = ''] = (ranges && /^bytes=(\d+)-(\d*)$/.exec(headers.get('range') ?? '')) || [];
    const ifRange = headers.get('if-range');
    const isPart = first !== '' && (ifRange === null || ifRange === etag);
    const from = isPart ? Number(first) : 0;
    if (isPart && from >= bytes.length) {
      return new Response(null, { status: 416, headers: { 'content-range': `bytes */${bytes.length}` } });
    }
    const end = isPart && last !== '' ? Math.min(bytes.length, Number(last) + 1) : bytes.length;
    const part = bytes.slice(from, end);
    const body = bodyOf(
      { bytes: part.slice(0, script.breaksAfter ?? part.length), end: script.end ?? 'close' },
      signal,
    );
    const range = isPart ? { 'content-range': `bytes ${from}-${end - 1}/${bytes.length}` } : {};
    const tag = etag === undefined ? {} : { etag };
    return new Response(body, {
      status: isPart ? 206 : 200,
      headers: { 'content-type': type, 'content-length': String(part.length), ...range, ...tag, ...script.headers },
    });
  };
}

/** A cross-origin file that shows only its compressed length; ranges of it are not compressed. */
export function compressed(lengthBytes: number, script: FileScript): Responder {
  const whole = file({ ...script, headers: { ...script.headers, 'content-length': String(lengthBytes) } });
  return async (asked) => {
    const answer = await (asked.headers.has('range') ? file(script) : whole)(asked);
    return Object.defineProperty(answer, 'type', { value: 'cors' });
  };
}

/** Never answers, until the request is aborted. */
export const silence: Responder = ({ signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });

export const refusal: Responder = () => {
  throw new TypeError('the connection was refused');
};

export function status(code: number, headers: Readonly<Record<string, string>> = {}): Responder {
  return () => new Response(null, { status: code, headers });
}

/** A response that was redirected to another URL. */
export function redirected(to: string, answer: Responder): Responder {
  return async (asked) =>
    Object.defineProperties(await answer(asked), { url: { value: to }, redirected: { value: true } });
}

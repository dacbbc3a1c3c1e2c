/**
 * A case consists of steps: what the origin answers, what the page requests, and what the page and the origin must then
 * see. Each case is played without a worker, where only the browser's HTTP cache is at work, and with it.
 */
export type Case = {
  /** Also the name of its folder at the origin. */
  readonly id: string;
  /** One sentence that says what has to happen. */
  readonly says: string;
  /** `must`: demanded by RFC 9111, RFC 9110 or Fetch. `should`: advised or allowed by them, and good for users. */
  readonly level: 'must' | 'should';
  /** The kind of file that is requested; a segment by default. */
  readonly media?: Media;
  /** At the page's own origin, at another one, or at both, one after the other. */
  readonly places?: readonly Place[];
  /** The case makes the origin appear faulty, which would affect other cases played at the same time. */
  readonly isAlone?: boolean;
  readonly steps: readonly Step[];
};

export type Media = 'segment' | 'playlist' | 'poster';
export type Place = 'own' | 'other';

export type Step = {
  readonly afterMs?: number;
  /** The worker is stopped before this step, as browsers do with an idle one. */
  readonly stopsWorker?: boolean;
  /** What the origin answers during this step. Every body carries the number of its step. */
  readonly answer?: Answer | ((nowMs: number) => Answer);
  /** Several requests are sent at the same time. */
  readonly ask?: RequestOptions | readonly RequestOptions[];
  /** By default the page must get the answer of this very step. */
  readonly expect?: Expectation;
};

export type RequestOptions = {
  readonly via?: 'fetch' | 'xhr';
  readonly method?: string;
  readonly cache?: RequestCache;
  readonly headers?: Readonly<Record<string, string>>;
  /** A cookie that is set for the folder of the case before the request. */
  readonly cookie?: string;
};

/** A list sends one header field per value; null omits a header that is otherwise sent by default. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | null>>;

export type Answer = {
  readonly status?: number;
  readonly headers?: AnswerHeaders;
  /** The headers of the 304 that answers a conditional request. */
  readonly unchanged?: AnswerHeaders;
  /** The name of a request header whose value the body repeats. */
  readonly echoes?: string;
  readonly delayMs?: number;
  /** Headers that another origin does not expose to the page. */
  readonly hidden?: readonly string[];
  /** The connection is cut after this many bytes of the body; 0 cuts it before the response. */
  readonly cutAfterBytes?: number;
  /** The other origin rejects preflights, so requests with headers that need one fail. */
  readonly refusesPreflight?: boolean;
  readonly isCompressed?: boolean;
  /** Sent without a Content-Length. */
  readonly isChunked?: boolean;
  /** Answers for other files of the same folder during this step. */
  readonly beside?: Readonly<Record<string, Answer>>;
};

export type Expectation = {
  /** The steps whose answers the page may get; 'none' is an answer without a body. */
  readonly pageGetsStep?: number | readonly (number | 'none' | 'failure')[] | 'none' | 'failure';
  readonly status?: number | readonly number[];
  /** Response headers that the page sees; null means absent. */
  readonly headers?: Readonly<Record<string, string | RegExp | null>>;
  /** The byte range of the file that the page gets, both ends included. */
  readonly part?: readonly [first: number, last: number];
  /** The requests that reach the origin during this step. */
  readonly origin?: 'unasked' | 'asked' | 'asked-once' | 'asked-conditionally';
  /** Headers of a request that the origin sees; null means absent. */
  readonly originSees?: Readonly<Record<string, string | RegExp | null>>;
  /** The header value that each of the requests gets echoed. */
  readonly echoes?: readonly string[];
};

type Timed = (nowMs: number) => Answer;

type Extras = Pick<Case, 'media' | 'places'> & { readonly level?: Case['level']; readonly ask?: RequestOptions };

/** A case in which the second request is answered from a cache. */
export function reused(id: string, says: string, headers: AnswerHeaders | Timed, extras: Extras = {}): Case {
  const { level = 'should', ask = {}, ...rest } = extras;
  const second: Step = { ask, answer: answerOf(headers), expect: { pageGetsStep: 1, origin: 'unasked' } };
  return { id, says, level, ...rest, steps: [{ ask, answer: answerOf(headers) }, second] };
}

/** A case in which the second request is answered by the origin. */
export function notReused(id: string, says: string, headers: AnswerHeaders | Timed, extras: Extras = {}): Case {
  const { level = 'must', ask = {}, ...rest } = extras;
  const answer = answerOf(headers);
  return {
    id,
    says,
    level,
    ...rest,
    steps: [
      { ask, answer },
      { ask, answer, expect: { pageGetsStep: 2 } },
    ],
  };
}

function answerOf(headers: AnswerHeaders | Timed): Answer | Timed {
  return typeof headers === 'function' ? headers : { headers };
}

export function cacheControl(value: string | readonly string[]): AnswerHeaders {
  return { 'cache-control': value };
}

export function httpDate(timeMs: number): string {
  return new Date(timeMs).toUTCString();
}

/** Headers that depend on the time of the answer. */
export function timed(headers: (date: (offsetSeconds: number) => string) => AnswerHeaders): Timed {
  return (nowMs) => ({ headers: headers((offsetSeconds) => httpDate(nowMs + offsetSeconds * 1000)) });
}

/**
 * A case is what an origin answers and what a page asks, in turn, and what the page and the origin then have to see. The
 * same case is played without a worker, where the browser's own cache is at work, and with it.
 */
export type Case = {
  /** Names a folder at the origin. */
  readonly id: string;
  /** One sentence about what has to happen. */
  readonly says: string;
  /** `must`: RFC 9111, RFC 9110 or Fetch demand it. `should`: they advise or allow it, and users gain by it. */
  readonly level: 'must' | 'should';
  /** What is asked for; a segment unless said otherwise. */
  readonly media?: Media;
  /** The page's own origin, another one, or both, one after the other. */
  readonly places?: readonly Place[];
  /** It makes the origin look ill, which would change what happens to its neighbours. */
  readonly isAlone?: boolean;
  readonly steps: readonly Step[];
};

export type Media = 'segment' | 'playlist' | 'poster';
export type Place = 'own' | 'other';

export type Step = {
  readonly afterMs?: number;
  /** The browser stops the worker before, as it does with one that has nothing to do. */
  readonly stopsWorker?: boolean;
  /** What the origin answers during this step. The body of every answer tells the number of its step. */
  readonly answer?: Answer | ((nowMs: number) => Answer);
  /** Several requests go out at the same time. */
  readonly ask?: Ask | readonly Ask[];
  /** Without it: the answer of this very step. */
  readonly expect?: Expectation;
};

export type Ask = {
  readonly via?: 'fetch' | 'xhr';
  readonly method?: string;
  readonly cache?: RequestCache;
  readonly headers?: Readonly<Record<string, string>>;
  /** Set for the folder of the case before it asks. */
  readonly cookie?: string;
};

/** Values in a list are fields of their own; null leaves out what would be there by itself. */
export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | null>>;

export type Answer = {
  readonly status?: number;
  readonly headers?: AnswerHeaders;
  /** The headers of the 304 that a conditional request gets instead. */
  readonly unchanged?: AnswerHeaders;
  /** The body repeats this header of the request. */
  readonly echoes?: string;
  readonly delayMs?: number;
  /** Headers that another origin does not let the page see. */
  readonly hidden?: readonly string[];
  /** The connection is cut after so many bytes of the body; 0 is before anything was said. */
  readonly cutAfterBytes?: number;
  /** Another origin lets no header through that it would have to be asked about before. */
  readonly refusesPreflight?: boolean;
  readonly isCompressed?: boolean;
  /** Its length is not told. */
  readonly isChunked?: boolean;
  /** What other files of the same folder say meanwhile. */
  readonly beside?: Readonly<Record<string, Answer>>;
};

export type Expectation = {
  /** The steps of which the page may get the answer; 'none' is an answer without a body. */
  readonly gets?: number | readonly (number | 'none' | 'failure')[] | 'none' | 'failure';
  readonly status?: number | readonly number[];
  /** What the page sees of an answer; null is not there. */
  readonly headers?: Readonly<Record<string, string | RegExp | null>>;
  /** The bytes of the file that the page gets, both ends included. */
  readonly part?: readonly [first: number, last: number];
  /** What the origin sees during this step. */
  readonly origin?: 'unasked' | 'asked' | 'asked-once' | 'asked-conditionally';
  /** Headers of a request that the origin sees. */
  readonly sees?: Readonly<Record<string, string | RegExp | null>>;
  /** What each of the requests gets echoed. */
  readonly echoes?: readonly string[];
};

type Timed = (nowMs: number) => Answer;

type Extras = Pick<Case, 'media' | 'places'> & { readonly level?: Case['level']; readonly ask?: Ask };

/** Asked for a second time, it comes from a cache. */
export function reused(id: string, says: string, headers: AnswerHeaders | Timed, extras: Extras = {}): Case {
  const { level = 'should', ask = {}, ...rest } = extras;
  const second: Step = { ask, answer: answerOf(headers), expect: { gets: 1, origin: 'unasked' } };
  return { id, says, level, ...rest, steps: [{ ask, answer: answerOf(headers) }, second] };
}

/** Asked for a second time, it comes from the origin. */
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
      { ask, answer, expect: { gets: 2 } },
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

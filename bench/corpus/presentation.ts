/** How the server treats the files of a presentation. */
export type Serving = 'plain' | 'ignores-range' | 'redirects' | 'gzip' | 'live' | 'mistyped';

/** One thing to play: a playlist or a file in a folder of its own. */
export type Presentation = {
  /** Describes what is special about it. */
  readonly name: string;
  readonly format: 'hls' | 'mp4';
  /** Relative to the corpus folder. */
  readonly path: string;
  readonly serving: Serving;
  /** Why it cannot be played while its server is unreachable; null if it can. */
  readonly onlineBecause: string | null;
  /** The real duration, if players report a wrong one; otherwise null. */
  readonly trueSeconds: number | null;
};

/** How a server may treat the files of a presentation. */
export type Serving = 'plain' | 'ignores-range' | 'redirects' | 'gzip' | 'live' | 'mistyped';

/** One thing to play: a playlist or a file, in a folder of its own. */
export type Presentation = {
  /** Says what is special about it. */
  readonly name: string;
  readonly format: 'hls' | 'mp4';
  /** Below the corpus. */
  readonly path: string;
  readonly serving: Serving;
  /** Why it cannot be seen without its server, where that is so. */
  readonly onlineBecause: string | null;
  /** How long it is, where players get it wrong. */
  readonly trueSeconds: number | null;
};

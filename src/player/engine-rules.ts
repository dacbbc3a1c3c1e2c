/** Identifies a browser engine by its features, not by its name. */
export type Engine = { readonly hasMediaSource: boolean; readonly hasManagedMediaSource: boolean };

export type EngineRules = {
  /** Video elements that hold a reel at the same time. */
  readonly players: number;
  /** Whether the scrub bar may show a small preview picture, which needs a decoder of its own. */
  readonly hasScrubPictures: boolean;
  /** No player buffers further ahead than this. */
  readonly mostAheadSeconds: number;
  /** Played seconds that stay in the buffer, so that seeking back and looping need no download. */
  readonly backSeconds: number;
};

type Row = {
  readonly name: string;
  readonly applies: (engine: Engine) => boolean;
  readonly rules: EngineRules;
  /** The reason for each rule, with the versions for which it was observed or documented. */
  readonly reasons: Readonly<Record<keyof EngineRules, string>>;
};

/** Rules per engine: the first row that applies counts. Playback itself uses feature detection (see support.ts). */
export const engineTable: readonly Row[] = [
  {
    name: 'iPhone',
    // iPads and Macs have both Media Source and Managed Media Source, an iPhone has only the latter.
    applies: ({ hasMediaSource, hasManagedMediaSource }) => hasManagedMediaSource && !hasMediaSource,
    rules: { players: 3, hasScrubPictures: false, mostAheadSeconds: 30, backSeconds: 10 },
    reasons: {
      players: 'iOS 17.1 and later: decoders are few, and paused elements hold one too; three work on every model',
      hasScrubPictures: 'iOS 17.1 and later: a fourth element may take the decoder of the reel that plays',
      mostAheadSeconds: 'iOS 17.1 and later: what is buffered further ahead is evicted when memory runs low',
      backSeconds: 'iOS 17.1 and later: what is behind is evicted first, and comes back from the cache',
    },
  },
  {
    name: 'every other browser',
    applies: () => true,
    rules: { players: 3, hasScrubPictures: true, mostAheadSeconds: 600, backSeconds: 30 },
    reasons: {
      players: 'Chromium 156, Firefox 153, WebKitGTK 2.50: the reel that plays and both neighbours, ready to be seen',
      hasScrubPictures: 'Chromium 156, Firefox 153: decoders are as many as elements',
      mostAheadSeconds: 'the configuration alone decides',
      backSeconds: 'as hls.js is usually set up; a reel is seldom longer',
    },
  },
];

export function rulesFor(engine: Engine): EngineRules {
  const row = engineTable.find(({ applies }) => applies(engine));
  if (row === undefined) throw new Error('The last row of the table applies to every engine');
  return row.rules;
}

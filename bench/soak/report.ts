import { slopeOf } from './slope.ts';

/** Totals over all tabs, measured at intervals of swipes. */
export type Sample = {
  readonly swipes: number;
  readonly heapBytes: number;
  readonly listeners: number;
  readonly openUrls: number;
  readonly players: number;
  readonly videos: number;
};

export type Outcome = {
  readonly tabs: number;
  readonly swipes: number;
  readonly seconds: number;
  readonly workerStops: number;
  readonly compared: number;
  readonly comparedBytes: number;
  readonly converted: number;
  readonly wrong: readonly string[];
  readonly saves: number;
  readonly removals: number;
  readonly repeated: number;
  readonly savedReels: number;
  readonly savedFiles: number;
  readonly strayFiles: number;
  readonly missingFiles: number;
  readonly budgetBytes: number;
  readonly downloadedBytes: number;
  readonly mostStoredBytes: number;
  readonly transfersLeft: number;
  readonly samples: readonly Sample[];
};

export const swipesPerSample = 100;
/** Each tab has three players, each with at most one element and one media source. */
const playersPerTab = 3;
const mostHeapSlopeBytes = 1024 * 1024;
/** A tab may be in the middle of a swipe or a save when it is measured. */
const mostListenerSlope = 10;

type Row = { readonly what: string; readonly figure: string; readonly isGood: boolean | null };

/** Lists what was measured, and whether it is as promised. */
export function judge(outcome: Outcome): readonly Row[] {
  const { samples, tabs } = outcome;
  // The first sample is skipped: not everything had been loaded once by then.
  const settled = samples.slice(1);
  const heapSlope = slopeOf(settled.map(({ heapBytes }) => heapBytes));
  const listenerSlope = slopeOf(settled.map(({ listeners }) => listeners));
  const most = (of: (sample: Sample) => number) => Math.max(0, ...samples.map(of));
  const mostPlayers = tabs * playersPerTab;
  const fact = (what: string, figure: string | number): Row => ({ what, figure: String(figure), isGood: null });
  const rule = (what: string, figure: string | number, isGood: boolean): Row => ({
    what,
    figure: String(figure),
    isGood,
  });
  return [
    fact('swipes, tabs, seconds', `${outcome.swipes}, ${tabs}, ${Math.round(outcome.seconds)}`),
    fact('times that the worker was stopped', outcome.workerStops),
    rule(
      'answers compared with the origin’s files',
      `${outcome.compared}, ${megabytes(outcome.comparedBytes)} MB`,
      outcome.compared > 0,
    ),
    rule('of them wrong', outcome.wrong.length, outcome.wrong.length === 0),
    fact('made from plain MP4 (nothing to compare with)', outcome.converted),
    fact('reels saved, and removed again', `${outcome.saves}, ${outcome.removals}`),
    fact('orders that a stopped worker had not heard, and that were repeated', outcome.repeated),
    rule(
      'saved at the end, as listed',
      `${outcome.savedReels} reels, ${outcome.savedFiles} files`,
      outcome.missingFiles === 0,
    ),
    rule('files at rest that no saved reel names', outcome.strayFiles, outcome.strayFiles === 0),
    rule(
      'most stored, of the budget',
      `${megabytes(outcome.mostStoredBytes)} of ${megabytes(outcome.budgetBytes)} MB`,
      outcome.mostStoredBytes <= outcome.budgetBytes,
    ),
    fact('brought in from the origins', `${megabytes(outcome.downloadedBytes)} MB`),
    rule(
      `memory of the pages, growth in ${swipesPerSample} swipes`,
      `${(heapSlope / 1024 / 1024).toFixed(2)} MB`,
      heapSlope <= mostHeapSlopeBytes,
    ),
    rule(
      `listeners, growth in ${swipesPerSample} swipes`,
      listenerSlope.toFixed(1),
      listenerSlope <= mostListenerSlope,
    ),
    rule(
      'most players at once',
      most(({ players }) => players),
      most(({ players }) => players) <= mostPlayers,
    ),
    rule(
      'most object URLs at once',
      most(({ openUrls }) => openUrls),
      most(({ openUrls }) => openUrls) <= mostPlayers,
    ),
    rule('transfers left over once nothing plays', outcome.transfersLeft, outcome.transfersLeft === 0),
  ];
}

export function tableOf(rows: readonly Row[]): string {
  const mark = (isGood: boolean | null) => (isGood === null ? '' : isGood ? 'as promised' : '**not as promised**');
  return [
    '| what | figure | |',
    '|---|---|---|',
    ...rows.map(({ what, figure, isGood }) => `| ${what} | ${figure} | ${mark(isGood)} |`),
  ].join('\n');
}

export function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}

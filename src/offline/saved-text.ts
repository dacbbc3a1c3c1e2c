import type { SavedStatus, SaveProblem } from '../shared/saved.ts';

const problems = {
  network: 'Waiting for the network',
  full: 'No room left: remove a saved reel, then resume',
  storage: 'The browser’s storage doesn’t answer',
  refused: 'Its owner doesn’t allow copies',
  live: 'It is still live: resume when it has ended',
  unreadable: 'Its files can’t be found or read',
  import: 'Import incomplete: import its file again, or resume from the network',
} satisfies Record<SaveProblem, string>;

/** Returns the share that is saved, from 0 to 1. */
export function shareDone({ state, update, doneFiles, totalFiles }: SavedStatus): number {
  if (state === 'saved' && update !== 'wanted') return 1;
  return totalFiles === 0 ? 0 : Math.min(1, doneFiles / totalFiles);
}

/** Returns the URL at which the reel plays. Only fully saved reels are in the feed of saved reels. */
export function savedReelUrl({ state, reel: { id } }: SavedStatus): string {
  const query = new URLSearchParams(state === 'saved' ? { saved: '', reel: id } : { reel: id });
  return `/?${query.toString()}`;
}

/** Describes a reel's save state in one line. */
export function describeStatus(status: SavedStatus): string {
  const { state, problem, bytes, update } = status;
  if (state === 'saved' && update === 'none') return formatBytes(bytes);
  if (update === 'available')
    return problem === null
      ? `${formatBytes(bytes)} · A newer version is available`
      : `Not updated: ${problems[problem]}`;
  // The files that a page has imported are not counted, so there is no percentage.
  if (problem === 'import') return problems.import;
  const share = shareDone(status);
  // A share of 0 may mean that the reel's files are not known yet, so no percentage is shown.
  const percent = share > 0 && share < 1 ? `${Math.floor(share * 100)} %` : '';
  const withShare = (words: string, join: string, end = '') => (percent === '' ? words : words + join + percent + end);
  if (problem !== null) return withShare(problems[problem], ' (', ')');
  if (update === 'wanted') return withShare('Updating', ', ');
  return state === 'paused' ? withShare('Paused', ' at ') : withShare('Saving', ', ');
}

/** Describes how much storage is used and how much is left. */
export function describeStorage(savedBytes: number, cachedBytes: number, availableBytes: number): string {
  return `${formatBytes(savedBytes)} saved · ${formatBytes(cachedBytes)} cached · ${formatBytes(availableBytes)} available`;
}

const units = ['bytes', 'KB', 'MB', 'GB'] as const;

export function formatBytes(bytes: number): string {
  if (bytes === 0) return '0 MB';
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

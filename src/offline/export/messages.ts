import { formatBytes } from '../saved-text.ts';
import { ExportError } from './refusal.ts';
import type { SavedExport, SkippedReel, SkipReason } from './saved-export.ts';
import type { ImportResult } from './saved-import.ts';

const skipTexts = {
  encrypted: 'it is encrypted, and its key cannot leave this browser',
  personal: 'it is meant for this viewer alone',
  unfinished: 'it is not saved whole yet',
  unreadable: 'some of its files cannot be read',
} satisfies Record<SkipReason, string>;

/** Describes a finished export to the viewer. */
export function describeExport({ reels, left, bytes }: Pick<SavedExport, 'reels' | 'left' | 'bytes'>): string {
  const done = reels.length === 0 ? 'Nothing was exported.' : `${count(reels.length)} exported, ${formatBytes(bytes)}.`;
  return [done, ...left.map(describeSkipped)].join(' ');
}

function describeSkipped({ id, title, reason }: SkippedReel): string {
  return `“${title || id}” was not exported: ${skipTexts[reason]}.`;
}

export function describeImport({ imported, kept, stopped }: ImportResult): string {
  const names = kept.map(({ id, title }) => `“${title || id}”`).join(', ');
  return [
    imported.length === 0 && kept.length === 0 ? 'There is no reel in this file.' : '',
    imported.length === 0 ? '' : `${count(imported.length)} imported.`,
    kept.length === 0 ? '' : `Saved here already, and left as they are: ${names}.`,
    stopped === null ? '' : `Then the import stopped: ${stopped.message}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

export function describeFailure(what: 'exported' | 'imported', cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : String(cause);
  // A reel that was partly saved before is listed as imported incompletely.
  const isUndone = !(cause instanceof ExportError) || cause.isUndone;
  return `Not ${what}: ${reason}.${isUndone ? ' Nothing was changed.' : ''}`;
}

function count(reels: number): string {
  return reels === 1 ? '1 reel' : `${reels} reels`;
}

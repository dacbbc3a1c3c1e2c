const refusalTexts = {
  foreign: 'it is not a file of saved reels',
  version: 'it was made by another version of Nextreel',
  truncated: 'it is cut off',
  damaged: 'it is damaged',
  hostile: 'it contains something that an export never contains',
  room: 'there is not enough room',
  many: 'it has too many reels for one file',
  gone: 'a reel was removed, or the viewer signed out, meanwhile',
  worker: 'the service worker or its storage doesn’t respond',
} as const;
export type RefusalReason = keyof typeof refusalTexts;

/** Why an export is not written or an import is refused. */
export class ExportError extends Error {
  override readonly name = 'ExportError';

  constructor(
    readonly reason: RefusalReason,
    /** Details for the message; may be empty. */
    readonly detail = '',
    /** Whether everything is as it was before. */
    readonly isUndone = true,
  ) {
    super(detail === '' ? refusalTexts[reason] : `${refusalTexts[reason]} (${detail})`);
  }
}

import type { SavedRecord } from '../../shared/saved-record.ts';
import { withSavedUrls } from '../../shared/saved-urls.ts';
import { isEncrypted, playlistIn } from './addresses.ts';
import { digestOf, type ExportedFile, type ExportedReel, writeHead } from './file-format.ts';
import { ExportError } from './refusal.ts';
import { SavedDatabase } from './saved-database.ts';

/** Why a reel is not exported: it is encrypted, specific to one viewer, not fully saved yet, or unreadable. */
export type SkipReason = 'encrypted' | 'personal' | 'unfinished' | 'unreadable';
export type SkippedReel = { readonly id: string; readonly title: string; readonly reason: SkipReason };
/** 0 to 1. */
export type OnProgress = (share: number) => void;

export const exportType = 'application/x-nextreel';
export const exportEnding = '.nextreel';

/** A prepared export, which can be written any number of times. */
export class SavedExport {
  constructor(
    readonly head: Uint8Array<ArrayBuffer>,
    readonly units: readonly { readonly unit: string; readonly files: readonly ExportedFile[] }[],
    readonly reels: readonly { readonly id: string; readonly title: string }[],
    readonly left: readonly SkippedReel[],
    readonly onProgress: OnProgress = () => undefined,
  ) {}

  get bytes(): number {
    const files = this.units.flatMap((one) => one.files);
    return files.reduce((sum, { bytes }) => sum + bytes, this.head.length);
  }

  /** Streams the export, reading one saved file at a time on demand. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const chunks = this.#chunks();
    return new ReadableStream(
      {
        pull: async (controller) => {
          const { done, value } = await chunks.next();
          if (done === true) controller.close();
          else controller.enqueue(value);
        },
        cancel: async () => void (await chunks.return(undefined)),
      },
      { highWaterMark: 1 },
    );
  }

  /** Returns the export as one file, which the browser may keep on disk instead of in memory. */
  async file(name: string): Promise<File> {
    return new File([await new Response(this.stream()).blob()], name, { type: exportType });
  }

  async *#chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    const total = this.bytes;
    let written = this.head.length;
    yield this.head;
    const database = await openSaved();
    try {
      for (const { unit, files } of this.units)
        for (const { key, sha256 } of files) {
          const file = await database.file(unit, key);
          if (file === undefined || file === 'sealed') throw new ExportError('gone');
          if ((await digestOf(file.bytes)) !== sha256) throw new ExportError('gone');
          written += file.bytes.byteLength;
          this.onProgress(0.5 + (0.5 * written) / total);
          yield new Uint8Array(file.bytes);
        }
    } finally {
      database.close();
    }
  }
}

/** Reads all files to be exported: those of the given reels, or of all saved reels if null. */
export async function exportSaved(
  reelIds: readonly string[] | null,
  onProgress: OnProgress = () => undefined,
): Promise<SavedExport> {
  const database = await SavedDatabase.open();
  const records = (await database?.records()) ?? [];
  const wanted = reelIds === null ? records : records.filter(({ reel }) => reelIds.includes(reel.id));
  const left: SkippedReel[] = [];
  const reels: ExportedReel[] = [];
  const units: { unit: string; files: readonly ExportedFile[] }[] = [];
  try {
    for (const [place, record] of wanted.entries()) {
      const prepared = database === undefined ? 'unreadable' : await prepareReel(database, record);
      const { id, title } = record.reel;
      if (typeof prepared === 'string') left.push({ id, title, reason: prepared });
      else {
        reels.push(prepared);
        units.push({ unit: record.whole?.name ?? '', files: prepared.files });
      }
      onProgress((0.5 * (place + 1)) / wanted.length);
    }
  } finally {
    database?.close();
  }
  const named = reels.map(({ reel: { id, title } }) => ({ id, title }));
  return new SavedExport(await writeHead(reels), units, named, left, onProgress);
}

async function prepareReel(database: SavedDatabase, { reel, whole }: SavedRecord): Promise<ExportedReel | SkipReason> {
  if (whole === null || whole.name === '') return 'unfinished';
  if (whole.keys.some((key) => key.includes('#viewer='))) return 'personal';
  const files: ExportedFile[] = [];
  for (const key of whole.keys) {
    const file = await database.file(whole.name, key);
    if (file === 'sealed') return 'encrypted';
    if (file === undefined) return 'unreadable';
    if (isEncrypted(playlistIn(file.bytes) ?? '')) return 'encrypted';
    const { type, fileBytes, bytes } = file;
    files.push({ key, type, fileBytes, bytes: bytes.byteLength, sha256: await digestOf(bytes) });
  }
  // The importing browser need not know the replicas.
  const { keys: _keys, ...known } = withSavedUrls(reel, whole.keys);
  return { reel: known, version: whole.version, files };
}

async function openSaved(): Promise<SavedDatabase> {
  const database = await SavedDatabase.open();
  if (database === undefined) throw new ExportError('gone');
  return database;
}

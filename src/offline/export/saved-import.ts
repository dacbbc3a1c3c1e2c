import type { PageMessage } from '../../shared/messages.ts';
import { type SavedList, versionOfImport } from '../../shared/saved.ts';
import { formatBytes } from '../saved-text.ts';
import { checkUrls, claimsSiteOrigin, playlistIn, type SavedPlaylist } from './addresses.ts';
import { digestOf, type ExportedFile, type ExportedReel, readHead } from './file-format.ts';
import { ExportError } from './refusal.ts';
import { SavedDatabase } from './saved-database.ts';
import type { OnProgress } from './saved-export.ts';

/** A file of a reel, with the offset of its bytes in the export. */
type PlacedFile = ExportedFile & { readonly firstByte: number };
type PlacedReel = Omit<ExportedReel, 'files'> & { readonly files: readonly PlacedFile[] };

export type ImportResult = {
  readonly imported: readonly { readonly id: string; readonly title: string }[];
  /** The reels that were already saved here and were left unchanged. */
  readonly kept: readonly { readonly id: string; readonly title: string }[];
  /** The error that ended the import after these reels; null if it completed. */
  readonly stopped: ExportError | null;
};

export type ImportParts = {
  /** Sends a message to the worker and resolves with the resulting list. Rejects if the worker does not reply. */
  readonly requestList: (message: PageMessage) => Promise<SavedList>;
  readonly siteOrigin: string;
  readonly readFreeBytes: () => Promise<number>;
  readonly onProgress?: OnProgress | undefined;
  /** Called with the reel being imported; null if there is none. */
  readonly onReel?: ((reelId: string | null) => void) | undefined;
};

/**
 * Imports what another browser has exported. The whole file is checked first, so that a refused one changes nothing.
 * Then each reel becomes visible in one step, once the last of its files is stored.
 */
export async function importSaved(file: Blob, parts: ImportParts): Promise<ImportResult> {
  const { onProgress = () => undefined } = parts;
  const reels = await readExport(file, parts.siteOrigin, (share) => onProgress(share / 2));
  // The lock makes two tabs import one after the other.
  return navigator.locks.request('nextreel:import', () =>
    importReels(file, reels, { ...parts, onProgress: (share) => onProgress(0.5 + share / 2) }),
  );
}

/** Returns the reels of an export after checking every byte of it. */
export async function readExport(file: Blob, siteOrigin: string, onProgress: OnProgress): Promise<PlacedReel[]> {
  const { reels, endByte } = await readHead(file);
  let firstByte = endByte;
  const placed = reels.map((one) => ({
    ...one,
    files: one.files.map((listed) => {
      const place = { ...listed, firstByte };
      firstByte += listed.bytes;
      return place;
    }),
  }));
  if (firstByte > file.size) throw new ExportError('truncated', `${formatBytes(firstByte - file.size)} missing`);
  if (firstByte < file.size) throw new ExportError('damaged', 'it continues beyond its end');
  const ids = reels.map(({ reel }) => reel.id);
  if (new Set(ids).size < ids.length) throw new ExportError('hostile', 'a reel that is listed twice');
  const digestAt = new Map<string, string>();
  for (const one of placed) {
    const playlists: SavedPlaylist[] = [];
    for (const listed of one.files) {
      const bytes = await bytesOf(file, listed);
      if ((await digestOf(bytes)) !== listed.sha256) throw new ExportError('damaged', listed.key);
      const known = digestAt.get(listed.key) ?? listed.sha256;
      if (known !== listed.sha256) throw new ExportError('hostile', `two contents for one address: ${listed.key}`);
      digestAt.set(listed.key, known);
      const playlist = playlistIn(bytes);
      if (playlist !== undefined) playlists.push({ key: listed.key, text: playlist });
      onProgress((listed.firstByte + listed.bytes) / file.size);
    }
    checkUrls(one, playlists, siteOrigin);
  }
  return placed.map(({ reel, files, ...one }) => {
    return { ...one, reel, files: files.filter(({ key }) => !claimsSiteOrigin(key, reel, siteOrigin)) };
  });
}

async function importReels(file: Blob, reels: readonly PlacedReel[], parts: ImportParts): Promise<ImportResult> {
  const { requestList, readFreeBytes, onProgress, onReel } = parts;
  const { reels: known, storage } = await requestList({ type: 'list-saved' });
  const isKnown = ({ reel }: PlacedReel) => known.some((one) => one.reel.id === reel.id);
  const isSaved = ({ reel }: PlacedReel) => isSavedIn(known, reel.id);
  const wanted = reels.filter((one) => !isSaved(one));
  const neededBytes = sum(wanted.map(bytesOfReel));
  // The cache gives way to saved reels.
  const freeBytes = (await readFreeBytes()) + storage.cachedBytes;
  if (neededBytes > freeBytes)
    throw new ExportError('room', `${formatBytes(neededBytes)} needed, ${formatBytes(freeBytes)} left`);
  const imported: PlacedReel[] = [];
  const result = (stopped: ExportError | null): ImportResult => ({
    imported: imported.map(nameOf),
    kept: reels.filter(isSaved).map(nameOf),
    stopped,
  });
  let importedBytes = 0;
  const onBytes = (bytes: number) => {
    importedBytes += bytes;
    // Every file may be empty.
    onProgress?.(neededBytes === 0 ? 1 : importedBytes / neededBytes);
  };
  let isUndone = true;
  try {
    for (const one of wanted) {
      onReel?.(one.reel.id);
      await importReel(file, one, requestList, onBytes).catch(async (cause: unknown) => {
        // What the worker knew before stays, even if it is incomplete.
        isUndone = !isKnown(one) && (await removeIncomplete(one, requestList));
        throw cause;
      });
      imported.push(one);
    }
    return result(null);
  } catch (cause) {
    const failure = errorOf(cause, isUndone);
    if (imported.length === 0) throw failure;
    return result(failure);
  } finally {
    onReel?.(null);
  }
}

async function importReel(
  file: Blob,
  one: PlacedReel,
  ask: ImportParts['requestList'],
  onBytes: (bytes: number) => void,
): Promise<void> {
  const { reel, version, files } = one;
  const keys = files.map(({ key }) => key);
  const message = { type: 'import-saved' as const, reel, keys, bytes: bytesOfReel(one), version };
  // Another tab has saved it since the check, or an earlier import had already stored its last file.
  if (isSavedIn((await ask(message)).reels, reel.id)) return;
  const database = await SavedDatabase.open();
  if (database === undefined) throw new ExportError('worker');
  try {
    const unit = await pollUntil(
      async () => {
        const arriving = (await database.record(reel.id))?.arriving ?? null;
        return arriving?.version === versionOfImport(version) && arriving.keys.length === keys.length
          ? arriving
          : undefined;
      },
      () => ask(message),
    );
    for (const [place, listed] of files.entries()) {
      // The key under which the worker expects this file.
      const key = unit.keys[place] ?? listed.key;
      const { fileBytes, bytes } = listed;
      const imported = { type: typeOf(listed), fileBytes, bytes: await bytesOf(file, listed) };
      const put = () => database.putFile(reel.id, unit.name, key, imported);
      const isPut = await put().catch(async (cause: unknown) => {
        if (!isFull(cause)) throw cause;
        await ask({ ...message, lackingBytes: bytes });
        return put();
      });
      if (!isPut) throw new ExportError('gone', reel.title);
      onBytes(bytes);
    }
    await pollUntil(
      async () => isSavedIn((await ask(message)).reels, reel.id) || undefined,
      () => Promise.resolve(),
    );
  } finally {
    database.close();
  }
}

/**
 * Removes a reel unless it is complete or the viewer has resumed it meanwhile. Returns whether the reel is gone, as far
 * as the worker answers.
 */
async function removeIncomplete({ reel: { id } }: PlacedReel, ask: ImportParts['requestList']): Promise<boolean> {
  try {
    const { reels } = await ask({ type: 'list-saved' });
    const found = reels.find(({ reel }) => reel.id === id);
    if (found?.problem === 'import') await ask({ type: 'order-saved', reelIds: [id], order: 'remove' });
    return found === undefined || found.problem === 'import';
  } catch {
    return false;
  }
}

const maxTries = 5;

/** Repeats `check`, asking the worker in between: a reply that was already under way may describe an earlier state. */
async function pollUntil<T>(check: () => Promise<T | undefined>, requestAgain: () => Promise<unknown>): Promise<T> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const found = await check();
    if (found !== undefined) return found;
    await requestAgain();
  }
  throw new ExportError('worker');
}

function isSavedIn(reels: SavedList['reels'], reelId: string): boolean {
  return reels.some(({ reel, state }) => reel.id === reelId && state === 'saved');
}

function errorOf(cause: unknown, isUndone: boolean): ExportError {
  if (cause instanceof ExportError) return new ExportError(cause.reason, cause.detail, isUndone);
  if (isFull(cause)) return new ExportError('room', '', isUndone);
  return new ExportError('worker', String(cause), isUndone);
}

function isFull(cause: unknown): boolean {
  return cause instanceof DOMException && /Quota/.test(cause.name);
}

/** Replaces types that a browser might run, so that nothing from an import is ever executed. */
function typeOf({ type }: ExportedFile): string {
  return /html|xml|script|svg/i.test(type) ? 'application/octet-stream' : type;
}

async function bytesOf(file: Blob, { firstByte, bytes }: PlacedFile): Promise<ArrayBuffer> {
  const read = await file.slice(firstByte, firstByte + bytes).arrayBuffer();
  if (read.byteLength !== bytes) throw new ExportError('truncated');
  return read;
}

function bytesOfReel({ files }: PlacedReel): number {
  return sum(files.map(({ bytes }) => bytes));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function nameOf({ reel: { id, title } }: PlacedReel) {
  return { id, title };
}

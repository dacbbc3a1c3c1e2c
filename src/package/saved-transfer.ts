import { readRoomBytes } from '../offline/export/room.ts';
import { exportEnding, exportSaved as collect } from '../offline/export/saved-export.ts';
import { importSaved } from '../offline/export/saved-import.ts';
import { askToPersist } from '../offline/saved-client.ts';
import { askSaved } from '../offline/saved-dialogue.ts';
import type { SavedExport, SavedImport } from './facts.ts';

export async function exportSaved(reelIds: readonly string[] | null, origins: readonly string[]): Promise<SavedExport> {
  const prepared = await collect(reelIds, { origins });
  return { file: await prepared.file(`saved-reels${exportEnding}`), reels: prepared.reels, left: prepared.left };
}

export async function importInto(worker: ServiceWorker, file: Blob): Promise<SavedImport> {
  const ask = (message: Parameters<typeof askSaved>[0]) => askSaved(message, worker);
  const result = await importSaved(file, { ask, siteOrigin: location.origin, readRoomBytes });
  if (result.imported.length > 0) void askToPersist();
  return result;
}

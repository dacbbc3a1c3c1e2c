import { readFreeBytes } from '../offline/export/free-bytes.ts';
import { exportSaved as collect, exportEnding } from '../offline/export/saved-export.ts';
import { importSaved } from '../offline/export/saved-import.ts';
import { requestPersistence } from '../offline/saved-client.ts';
import { requestSavedList } from '../offline/saved-request.ts';
import type { SavedExport, SavedImport } from './facts.ts';

export async function exportSaved(reelIds: readonly string[] | null): Promise<SavedExport> {
  const prepared = await collect(reelIds);
  return { file: await prepared.file(`saved-reels${exportEnding}`), reels: prepared.reels, left: prepared.left };
}

export async function importInto(worker: ServiceWorker, file: Blob): Promise<SavedImport> {
  const requestList = (message: Parameters<typeof requestSavedList>[0]) => requestSavedList(message, worker);
  const result = await importSaved(file, { requestList, siteOrigin: location.origin, readFreeBytes });
  if (result.imported.length > 0) void requestPersistence();
  return result;
}

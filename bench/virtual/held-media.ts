import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadMedia, StaticFile } from '../../demo/static-files.ts';
import { mediaRoot } from '../contenders/contenders.ts';

/** Reads all files of these reels into memory, since virtual time does not wait for a disk. */
export async function holdInMemory(reels: readonly { readonly id: string }[], read: ReadMedia): Promise<ReadMedia> {
  const files = new Map<string, StaticFile>();
  for (const { id } of reels) {
    const entries = await readdir(join(mediaRoot, id), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile())) {
      const path = join(entry.parentPath, entry.name).slice(mediaRoot.length);
      const file = await read(path);
      if (file !== undefined) files.set(path, file);
    }
  }
  return (path) => Promise.resolve(files.get(path));
}

import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The files that a site has to serve. They lie beside this one in the package. */
export const workerFiles = ['nextreel-sw.js', 'nextreel-mp4.js'] as const;

const packed = fileURLToPath(new URL('.', import.meta.url));

export function readWorkerFile(name: (typeof workerFiles)[number]): string {
  return readFileSync(join(packed, name), 'utf8');
}

/** Copies the worker's files into a folder that the site serves. Returns what has been written. */
export function copyWorkerFiles(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return workerFiles.map((name) => {
    const target = join(folder, name);
    copyFileSync(join(packed, name), target);
    return target;
  });
}

/** Puts a worker in place of ours that takes it out of the browsers that have it. */
export function replaceByRemoval(folder: string): string {
  const [worker, mp4] = workerFiles;
  rmSync(join(folder, mp4), { force: true });
  copyFileSync(join(packed, 'nextreel-removal.js'), join(folder, worker));
  return join(folder, worker);
}

/** The version that a worker's script tells of itself; undefined where the script is not one of Nextreel's. */
export function versionOf(script: string): string | undefined {
  return /^\/\*! nextreel (\S+) \*\//.exec(script)?.[1];
}

export function readInstalled(folder: string, name: (typeof workerFiles)[number]): string | undefined {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

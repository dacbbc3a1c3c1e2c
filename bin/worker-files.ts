import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The files that a site has to serve. In the package they are in the same folder as this module. */
export const workerFiles = ['nextreel-sw.js', 'nextreel-mp4.js'] as const;

const packageFolder = fileURLToPath(new URL('.', import.meta.url));

export function readWorkerFile(name: (typeof workerFiles)[number]): string {
  return readFileSync(join(packageFolder, name), 'utf8');
}

/** Copies the worker's files into a folder that the site serves. Returns the paths of the copies. */
export function copyWorkerFiles(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return workerFiles.map((name) => {
    const target = join(folder, name);
    copyFileSync(join(packageFolder, name), target);
    return target;
  });
}

/** Replaces the worker with one that removes Nextreel from browsers. Returns the path of that file. */
export function replaceWorkerWithRemoval(folder: string): string {
  const [worker, mp4] = workerFiles;
  rmSync(join(folder, mp4), { force: true });
  copyFileSync(join(packageFolder, 'nextreel-removal.js'), join(folder, worker));
  return join(folder, worker);
}

/** Returns the version in the first line of a worker's script, or undefined if it is not one of Nextreel's. */
export function versionOf(script: string): string | undefined {
  return /^\/\*! nextreel (\S+) \*\//.exec(script)?.[1];
}

export function readInstalled(folder: string, name: (typeof workerFiles)[number]): string | undefined {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { nameOf, readSavedFolders, saveFolder } from './saved-folders.ts';
import { copyWorkerFiles } from './worker-files.ts';

export type InitOptions = {
  /** Undefined: those that were saved before. */
  readonly folder: string | undefined;
  readonly isSaved: boolean;
  readonly project: string;
  readonly say: (line: string) => void;
};

/** Puts the worker's files where the site serves them. Returns the exit code. */
export function init({ folder, isSaved, project, say }: InitOptions): number {
  const named = folder === undefined ? undefined : nameOf(folder, project);
  const folders = named !== undefined ? [named] : readSavedFolders(project);
  if (folders.length === 0) {
    say('Which folder does your site serve at its root? For example: npx nextreel init public --save');
    return 1;
  }
  for (const one of folders) {
    for (const written of copyWorkerFiles(resolve(project, one))) say(`Written: ${relative(project, written)}`);
  }
  if (!isSaved || named === undefined) return 0;
  if (!existsSync(join(project, 'package.json'))) {
    say('There is no package.json here to save the folder in: run this in your project.');
    return 1;
  }
  saveFolder(project, named);
  say(
    `Saved in package.json: its postinstall script brings the files in ${named} up to date at each "npm install" or "npm ci".`,
  );
  return 0;
}

import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { normalizeFolder, readSavedFolders, saveFolder } from './saved-folders.ts';
import { copyWorkerFiles } from './worker-files.ts';

export type InitOptions = {
  /** Undefined to use the folders saved in package.json. */
  readonly folder: string | undefined;
  readonly shouldSave: boolean;
  readonly project: string;
  readonly say: (line: string) => void;
};

/** Copies the worker's files into folders that the site serves. Returns the exit code. */
export function init({ folder, shouldSave, project, say }: InitOptions): number {
  const folderName = folder === undefined ? undefined : normalizeFolder(folder, project);
  const folders = folderName !== undefined ? [folderName] : readSavedFolders(project);
  if (folders.length === 0) {
    say('Name the folder that your site serves at its root, for example: npx nextreel init public --save');
    return 1;
  }
  for (const name of folders) {
    for (const written of copyWorkerFiles(resolve(project, name))) say(`Wrote ${relative(project, written)}`);
  }
  if (!shouldSave || folderName === undefined) return 0;
  if (!existsSync(join(project, 'package.json'))) {
    say('The folder was not saved: there is no package.json here. Run this command in the root of your project.');
    return 1;
  }
  saveFolder(project, folderName);
  say(
    `Saved in package.json: its postinstall script refreshes the files in ${folderName} at each "npm install" and "npm ci".`,
  );
  return 0;
}

import { relative, resolve } from 'node:path';
import { forgetFolder, normalizeFolder } from './saved-folders.ts';

export type RemoveOptions = {
  readonly folder: string;
  readonly project: string;
  /** Replaces the worker in the folder with a worker that removes Nextreel. Returns the path of that file. */
  readonly replaceWorker: (folder: string) => string;
  readonly say: (line: string) => void;
};

/** Writes a worker that removes Nextreel from viewers' browsers. The next `npm install` does not overwrite it. */
export function remove({ folder, project, replaceWorker, say }: RemoveOptions): void {
  const folderName = normalizeFolder(folder, project);
  const written = replaceWorker(resolve(project, folderName));
  say(`Wrote ${relative(project, written)}. Deploy it, and delete it once your viewers have visited again.`);
  if (forgetFolder(project, folderName)) {
    say(`Removed from package.json: "npm install" no longer refreshes the files in ${folderName}.`);
  }
}

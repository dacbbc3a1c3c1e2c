import { relative, resolve } from 'node:path';
import { forgetFolder, nameOf } from './saved-folders.ts';

export type RemoveOptions = {
  readonly folder: string;
  readonly project: string;
  /** Puts the removal in place of the worker, and returns where that is. */
  readonly replace: (folder: string) => string;
  readonly say: (line: string) => void;
};

/** Leaves a file that takes Nextreel out of the viewers' browsers, and that the next `npm install` leaves alone. */
export function remove({ folder, project, replace, say }: RemoveOptions): void {
  const named = nameOf(folder, project);
  const written = replace(resolve(project, named));
  say(`Written: ${relative(project, written)}. Deploy it, and delete it once your viewers have been back.`);
  if (forgetFolder(project, named)) {
    say(`Taken out of package.json: "npm install" no longer touches the files in ${named}.`);
  }
}

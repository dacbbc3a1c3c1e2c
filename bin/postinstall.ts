/** Brings the worker's files up to date after `npm install`, where the project has said with `--save` that it wants that. */
import { copyWorkerFiles } from './worker-files.ts';
import { readSavedFolders } from './saved-folders.ts';
import { resolve } from 'node:path';

const project = process.env['INIT_CWD'];
try {
  if (project !== undefined) for (const folder of readSavedFolders(project)) copyWorkerFiles(resolve(project, folder));
} catch {
  // An installation never fails for this: the page tells when its worker is older, and what to do.
}

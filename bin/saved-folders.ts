import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** `"nextreel": { "workerDirectory": [...] }` in the project's package.json: where `npm install` brings the worker's files up to date. */
export function readSavedFolders(project: string): string[] {
  const { workerDirectory }: { workerDirectory?: unknown } = Object(readManifest(project)['nextreel']);
  const folders = [workerDirectory].flat().filter((folder) => typeof folder === 'string');
  return [...new Set(folders.map((folder) => nameOf(folder, project)))];
}

export function saveFolder(project: string, folder: string): void {
  const text = readFileSync(join(project, 'package.json'), 'utf8');
  const manifest = readManifest(project);
  const folders = [...new Set([...readSavedFolders(project), nameOf(folder, project)])];
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  const saved = { ...manifest, nextreel: { ...Object(manifest['nextreel']), workerDirectory: folders } };
  writeFileSync(join(project, 'package.json'), `${JSON.stringify(saved, null, indent)}\n`);
}

/** The one name of a folder, however it was typed: seen from the project, so that it is the same folder on every machine. */
export function nameOf(folder: string, project: string): string {
  // PowerShell completes folders as `.\public\`, and package.json takes that to machines where it would be a file's name.
  const path = relative(project, resolve(project, withSlashes(folder)));
  return path === '' ? '.' : withSlashes(path);
}

function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}

function readManifest(project: string): Record<string, unknown> {
  const manifest: unknown = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  return { ...Object(manifest) };
}

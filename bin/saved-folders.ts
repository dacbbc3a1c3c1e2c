import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** `"nextreel": { "workerDirectory": [...] }` in the project's package.json: where `npm install` brings the worker's files up to date. */
export function readSavedFolders(project: string): string[] {
  if (!existsSync(join(project, 'package.json'))) return [];
  const { workerDirectory }: { workerDirectory?: unknown } = Object(readManifest(project)['nextreel']);
  const folders = [workerDirectory].flat().filter((folder) => typeof folder === 'string');
  return [...new Set(folders.map((folder) => nameOf(folder, project)))];
}

export function saveFolder(project: string, folder: string): void {
  writeSavedFolders(project, [...new Set([...readSavedFolders(project), nameOf(folder, project)])]);
}

/** Returns whether the folder had been saved. */
export function forgetFolder(project: string, folder: string): boolean {
  const saved = readSavedFolders(project);
  const others = saved.filter((one) => one !== nameOf(folder, project));
  if (others.length === saved.length) return false;
  writeSavedFolders(project, others);
  return true;
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

function writeSavedFolders(project: string, folders: readonly string[]): void {
  const text = readFileSync(join(project, 'package.json'), 'utf8');
  const manifest = readManifest(project);
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  // What is undefined is not written.
  const notes = { ...Object(manifest['nextreel']), workerDirectory: folders.length === 0 ? undefined : folders };
  const hasNotes = Object.values(notes).some((value) => value !== undefined);
  const saved = { ...manifest, nextreel: hasNotes ? notes : undefined };
  writeFileSync(join(project, 'package.json'), `${JSON.stringify(saved, null, indent)}\n`);
}

function readManifest(project: string): Record<string, unknown> {
  const manifest: unknown = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  return { ...Object(manifest) };
}

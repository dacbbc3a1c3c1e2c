import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/**
 * Of the project's own `postinstall` script. Most package managers run no script of a package that the project has not
 * approved, and some refuse to install one that has any. An installation without development packages may have no Nextreel,
 * and never fails for that: the page tells when its worker is older.
 */
const refresh = '(nextreel init || exit 0)';

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
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  // What is undefined is not written.
  const notes = { ...Object(manifest['nextreel']), workerDirectory: folders.length === 0 ? undefined : folders };
  const scripts = { ...Object(manifest['scripts']), postinstall: postinstallOf(manifest, folders.length > 0) };
  const saved = { ...manifest, scripts: unlessEmpty(scripts), nextreel: unlessEmpty(notes) };
  writeFileSync(join(project, 'package.json'), `${JSON.stringify(saved, null, indent)}\n`.replaceAll('\n', lineEnd));
}

function postinstallOf(manifest: Record<string, unknown>, isRefreshed: boolean): string | undefined {
  const { postinstall = '' }: { postinstall?: unknown } = Object(manifest['scripts']);
  const others = String(postinstall)
    .split(' && ')
    .filter((step) => step !== refresh && step !== '');
  const steps = isRefreshed ? [...others, refresh] : others;
  return steps.length === 0 ? undefined : steps.join(' && ');
}

function unlessEmpty(entries: Readonly<Record<string, unknown>>): object | undefined {
  return Object.values(entries).some((value) => value !== undefined) ? entries : undefined;
}

function readManifest(project: string): Record<string, unknown> {
  const manifest: unknown = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  return { ...Object(manifest) };
}

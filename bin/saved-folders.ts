import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/**
 * The step added to the project's own `postinstall` script. Most package managers do not run scripts of packages that
 * the project has not approved, and some refuse to install packages that have any. An install without development
 * dependencies may lack Nextreel and must not fail for that: the page warns if its worker has another version.
 */
const refreshCommand = '(nextreel init || exit 0)';

/**
 * Returns the folders whose worker files `npm install` refreshes: `"nextreel": { "workerDirectory": [...] }` in the
 * project's package.json.
 */
export function readSavedFolders(project: string): string[] {
  if (!existsSync(join(project, 'package.json'))) return [];
  const { workerDirectory }: { workerDirectory?: unknown } = Object(readManifest(project)['nextreel']);
  const folders = [workerDirectory].flat().filter((folder) => typeof folder === 'string');
  return [...new Set(folders.map((folder) => normalizeFolder(folder, project)))];
}

export function saveFolder(project: string, folder: string): void {
  writeSavedFolders(project, [...new Set([...readSavedFolders(project), normalizeFolder(folder, project)])]);
}

/** Removes a saved folder. Returns whether it had been saved. */
export function forgetFolder(project: string, folder: string): boolean {
  const saved = readSavedFolders(project);
  const others = saved.filter((one) => one !== normalizeFolder(folder, project));
  if (others.length === saved.length) return false;
  writeSavedFolders(project, others);
  return true;
}

/** Returns the folder's path relative to the project with forward slashes, so that it is the same on every machine. */
export function normalizeFolder(folder: string, project: string): string {
  // PowerShell completes folders as `.\public\`, which other systems would take for the name of a file.
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
  // JSON.stringify omits undefined values.
  const ownSettings = { ...Object(manifest['nextreel']), workerDirectory: folders.length === 0 ? undefined : folders };
  const scripts = { ...Object(manifest['scripts']), postinstall: postinstallOf(manifest, folders.length > 0) };
  const saved = { ...manifest, scripts: undefinedIfEmpty(scripts), nextreel: undefinedIfEmpty(ownSettings) };
  writeFileSync(join(project, 'package.json'), `${JSON.stringify(saved, null, indent)}\n`.replaceAll('\n', lineEnd));
}

function postinstallOf(manifest: Record<string, unknown>, hasFolders: boolean): string | undefined {
  const { postinstall = '' }: { postinstall?: unknown } = Object(manifest['scripts']);
  const others = String(postinstall)
    .split(' && ')
    .filter((step) => step !== refreshCommand && step !== '');
  const steps = hasFolders ? [...others, refreshCommand] : others;
  return steps.length === 0 ? undefined : steps.join(' && ');
}

function undefinedIfEmpty(entries: Readonly<Record<string, unknown>>): object | undefined {
  return Object.values(entries).some((value) => value !== undefined) ? entries : undefined;
}

function readManifest(project: string): Record<string, unknown> {
  const path = join(project, 'package.json');
  try {
    // Some editors on Windows begin the file with a byte order mark.
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
    return { ...Object(manifest) };
  } catch (cause) {
    throw new Error(`${path} cannot be read: ${String(cause)}`, { cause });
  }
}

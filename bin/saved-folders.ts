import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `"nextreel": { "workerDirectory": [...] }` in the project's package.json: where `npm install` brings the worker's files up to date. */
export function readSavedFolders(project: string): string[] {
  return foldersIn(readManifest(project));
}

export function saveFolder(project: string, folder: string): void {
  const text = readFileSync(join(project, 'package.json'), 'utf8');
  const manifest = readManifest(project);
  const folders = [...new Set([...foldersIn(manifest), folder])];
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  const saved = { ...manifest, nextreel: { ...Object(manifest['nextreel']), workerDirectory: folders } };
  writeFileSync(join(project, 'package.json'), `${JSON.stringify(saved, null, indent)}\n`);
}

function foldersIn(manifest: Record<string, unknown>): string[] {
  const { workerDirectory }: { workerDirectory?: unknown } = Object(manifest['nextreel']);
  return [workerDirectory].flat().filter((folder) => typeof folder === 'string');
}

function readManifest(project: string): Record<string, unknown> {
  const manifest: unknown = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  return { ...Object(manifest) };
}

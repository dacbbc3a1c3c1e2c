import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forgetFolder, readSavedFolders, saveFolder } from './saved-folders.ts';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'nextreel-project-'));
});
afterEach(() => rmSync(project, { recursive: true }));

const write = (text: string) => writeFileSync(join(project, 'package.json'), text);
const read = (): unknown => JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));

it('saves each folder once, and keeps the rest of package.json and its indentation', () => {
  write('{\n\t"scripts": {\n\t\t"postinstall": "(nextreel init || exit 0)"\n\t},\n\t"nextreel": { "other": 1 }\n}\n');
  for (const folder of ['public', 'static', 'public']) saveFolder(project, folder);
  expect(readSavedFolders(project)).toEqual(['public', 'static']);
  expect(readFileSync(join(project, 'package.json'), 'utf8')).toBe(
    '{\n\t"scripts": {\n\t\t"postinstall": "(nextreel init || exit 0)"\n\t},\n\t"nextreel": {\n\t\t"other": 1,\n\t\t"workerDirectory": [\n\t\t\t"public",\n\t\t\t"static"\n\t\t]\n\t}\n}\n',
  );
});

it('keeps the line endings of package.json', () => {
  write('{\r\n  "name": "site"\r\n}\r\n');
  saveFolder(project, 'public');
  const text = readFileSync(join(project, 'package.json'), 'utf8');
  expect(text.replaceAll('\r\n', '')).not.toContain('\n');
});

it('names a package.json that it cannot read, and leaves it as it is', () => {
  write('{ "name": }');
  expect(() => saveFolder(project, 'public')).toThrow(join(project, 'package.json'));
  expect(readFileSync(join(project, 'package.json'), 'utf8')).toBe('{ "name": }');
});

it('reads a package.json that begins with a byte order mark', () => {
  write('\uFEFF{ "nextreel": { "workerDirectory": "public" } }');
  expect(readSavedFolders(project)).toEqual(['public']);
});

it('reads a single folder, a list of folders, or none', () => {
  write('{ "nextreel": { "workerDirectory": "public" } }');
  expect(readSavedFolders(project)).toEqual(['public']);
  write('{ "nextreel": { "workerDirectory": [1, null] } }');
  expect(readSavedFolders(project)).toEqual([]);
  write('{}');
  expect(readSavedFolders(project)).toEqual([]);
});

it.each(['public', 'public/', './public', '.\\public\\', 'static/../public'])('saves %j as "public"', (folder) => {
  write('{ "nextreel": { "workerDirectory": ["public"] } }');
  saveFolder(project, folder);
  expect(read()).toMatchObject({ nextreel: { workerDirectory: ['public'] } });
});

it('saves an absolute path relative to the project, and the project itself as a dot', () => {
  write('{}');
  for (const folder of [join(project, 'web', 'public'), join(project, '..', 'beside'), project]) {
    saveFolder(project, folder);
  }
  expect(read()).toMatchObject({ nextreel: { workerDirectory: ['web/public', '../beside', '.'] } });
});

it('reads folders saved in another notation, and normalises them when the next folder is saved', () => {
  write('{ "nextreel": { "workerDirectory": [".\\\\public\\\\", "public/"] } }');
  expect(readSavedFolders(project)).toEqual(['public']);
  saveFolder(project, 'static');
  expect(read()).toMatchObject({ nextreel: { workerDirectory: ['public', 'static'] } });
});

it.each([
  ['{}', '(nextreel init || exit 0)'],
  ['{ "scripts": { "postinstall": "(nextreel init || exit 0)" } }', '(nextreel init || exit 0)'],
  ['{ "scripts": { "postinstall": "patch-package" } }', 'patch-package && (nextreel init || exit 0)'],
])('refreshes the files by a postinstall script until no folder is saved (package.json: %s)', (text, postinstall) => {
  write(text);
  for (const folder of ['public', 'static']) saveFolder(project, folder);
  expect(read()).toMatchObject({ scripts: { postinstall } });
  forgetFolder(project, 'public');
  expect(read()).toMatchObject({ scripts: { postinstall } });
  forgetFolder(project, 'static');
  expect(read()).toEqual(text.includes('patch-package') ? JSON.parse(text) : {});
});

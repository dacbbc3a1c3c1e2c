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

it('saves each folder once, and leaves the rest of package.json and its indentation as they were', () => {
  write('{\n\t"scripts": {\n\t\t"postinstall": "(nextreel init || exit 0)"\n\t},\n\t"nextreel": { "other": 1 }\n}\n');
  for (const folder of ['public', 'static', 'public']) saveFolder(project, folder);
  expect(readSavedFolders(project)).toEqual(['public', 'static']);
  expect(readFileSync(join(project, 'package.json'), 'utf8')).toBe(
    '{\n\t"scripts": {\n\t\t"postinstall": "(nextreel init || exit 0)"\n\t},\n\t"nextreel": {\n\t\t"other": 1,\n\t\t"workerDirectory": [\n\t\t\t"public",\n\t\t\t"static"\n\t\t]\n\t}\n}\n',
  );
});

it('leaves the line ends of package.json as they were', () => {
  write('{\r\n  "name": "site"\r\n}\r\n');
  saveFolder(project, 'public');
  const text = readFileSync(join(project, 'package.json'), 'utf8');
  expect(text.replaceAll('\r\n', '')).not.toContain('\n');
});

it('reads one folder as well as several, and none where there is none', () => {
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

it('saves a folder that was named from the root as it is seen from the project, and the project itself as a dot', () => {
  write('{}');
  for (const folder of [join(project, 'web', 'public'), join(project, '..', 'beside'), project]) {
    saveFolder(project, folder);
  }
  expect(read()).toMatchObject({ nextreel: { workerDirectory: ['web/public', '../beside', '.'] } });
});

it('understands what was saved in another form, and mends it with the next folder that is saved', () => {
  write('{ "nextreel": { "workerDirectory": [".\\\\public\\\\", "public/"] } }');
  expect(readSavedFolders(project)).toEqual(['public']);
  saveFolder(project, 'static');
  expect(read()).toMatchObject({ nextreel: { workerDirectory: ['public', 'static'] } });
});

it.each([
  ['{}', '(nextreel init || exit 0)'],
  ['{ "scripts": { "postinstall": "(nextreel init || exit 0)" } }', '(nextreel init || exit 0)'],
  ['{ "scripts": { "postinstall": "patch-package" } }', 'patch-package && (nextreel init || exit 0)'],
])('has the project bring the files up to date at each install (%s), until no folder is saved', (text, postinstall) => {
  write(text);
  for (const folder of ['public', 'static']) saveFolder(project, folder);
  expect(read()).toMatchObject({ scripts: { postinstall } });
  forgetFolder(project, 'public');
  expect(read()).toMatchObject({ scripts: { postinstall } });
  forgetFolder(project, 'static');
  expect(read()).toEqual(text.includes('patch-package') ? JSON.parse(text) : {});
});

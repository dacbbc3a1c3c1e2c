import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { remove } from './remove.ts';

let project: string;
let said: string[];
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'nextreel-project-'));
  said = [];
});
afterEach(() => rmSync(project, { recursive: true }));

const manifest = () => join(project, 'package.json');
const removeFrom = (folder: string) =>
  remove({ folder, project, replaceWorker: (path) => join(path, 'nextreel-sw.js'), say: (line) => said.push(line) });
const written = expect.stringContaining(`Wrote ${join('public', 'nextreel-sw.js')}.`);

it.each(['public', './public/', '.\\public\\'])(
  'stops npm install from refreshing %j, keeps the other folders, and reports it',
  (folder) => {
    writeFileSync(manifest(), '{ "nextreel": { "workerDirectory": ["public", "static"] } }');
    removeFrom(folder);
    expect(JSON.parse(readFileSync(manifest(), 'utf8'))).toMatchObject({ nextreel: { workerDirectory: ['static'] } });
    expect(said).toEqual([written, expect.stringContaining('Removed from package.json')]);
  },
);

it.each([
  ['{ "name": "site", "nextreel": { "workerDirectory": ["public"] } }', { name: 'site' }],
  ['{ "nextreel": { "workerDirectory": "public", "other": 1 } }', { nextreel: { other: 1 } }],
])('leaves nothing of Nextreel in %s', (text, left) => {
  writeFileSync(manifest(), text);
  removeFrom('public');
  expect(JSON.parse(readFileSync(manifest(), 'utf8'))).toEqual(left);
});

it('does not change package.json if the folder was not saved', () => {
  const text = '{"nextreel":{"workerDirectory":"static"}}';
  writeFileSync(manifest(), text);
  removeFrom('public');
  expect(readFileSync(manifest(), 'utf8')).toBe(text);
  expect(said).toEqual([written]);
});

it('works without a package.json', () => {
  removeFrom('public');
  expect(said).toEqual([written]);
});

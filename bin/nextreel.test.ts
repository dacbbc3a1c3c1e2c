import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const command = fileURLToPath(new URL('nextreel.ts', import.meta.url));

it('reports an unexpected argument and does nothing', () => {
  const project = mkdtempSync(join(tmpdir(), 'nextreel-project-'));
  const args = ['--import', import.meta.resolve('tsx'), command, 'init', 'public', 'static'];
  const { status, stdout } = spawnSync('node', args, { cwd: project, encoding: 'utf8' });
  const written = readdirSync(project);
  rmSync(project, { recursive: true });
  expect([status, stdout.trim(), written]).toEqual([
    1,
    '"init" takes one folder or URL. Unexpected argument: static',
    [],
  ]);
});

/** Packs the package as it would be published, and installs it with the other dependencies of the examples. */
import { spawnSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageFile from '../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('..', import.meta.url));
export const examplesFolder = join(root, 'examples');

export function installExamples(): void {
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', examplesFolder], root);
  renameSync(join(examplesFolder, `nextreel-${packageFile.version}.tgz`), join(examplesFolder, 'nextreel.tgz'));
  // npm would keep the previously installed package, since its version is the same.
  for (const old of ['nextreel', '.package-lock.json']) {
    rmSync(join(examplesFolder, 'node_modules', old), { recursive: true, force: true });
  }
  run('npm', ['install', '--silent', '--no-package-lock', '--no-audit', '--no-fund'], examplesFolder);
}

export function buildExamples(): void {
  run('npx', ['vite', 'build', '--logLevel', 'error'], examplesFolder);
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed with ${status}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installExamples();

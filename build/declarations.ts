/** Writes the types of the package's public entries, and of nothing else: what they name, and what that names. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageFile from '../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = join(root, 'dist-package');
const peers = Object.keys(packageFile.peerDependencies);
const emitted = mkdtempSync(join(tmpdir(), 'nextreel-types-'));

try {
  const flags = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rootDir', root, '--outDir', emitted];
  const { status } = spawnSync('npx', ['tsc', '-p', join(root, 'src'), ...flags], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  const written = new Set<string>();
  for (const { types } of Object.values(packageFile.exports).filter((entry) => typeof entry !== 'string')) {
    write(join(emitted, 'src/package', relative('./dist-package', types)), written);
  }
} finally {
  rmSync(emitted, { recursive: true });
}

function write(file: string, written: Set<string>): void {
  if (written.has(file)) return;
  written.add(file);
  const text = readFileSync(file, 'utf8').replaceAll(/(['"])([^'"\n]+)\1/g, (quoted, _quote, specifier: string) => {
    if (specifier.startsWith('.') && specifier.endsWith('.ts')) {
      write(resolve(dirname(file), specifier.replace(/\.ts$/, '.d.ts')), written);
      return quoted.replace(/\.ts(?=['"]$)/, '.js');
    }
    return quoted;
  });
  for (const [, name = ''] of text.matchAll(/\bfrom ['"]([^.'"][^'"]*)['"]/g)) {
    if (!peers.includes(name)) throw new Error(`${file} names types of ${name}, which a team need not have`);
  }
  const target = join(outDir, relative(join(emitted, 'src/package'), file));
  if (!target.startsWith(outDir)) throw new Error(`${file} is not one of src/package: its types are internal`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

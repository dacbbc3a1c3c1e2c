/** Writes the type declarations of the package's public entries and of everything that they refer to, but no others. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageFile from '../package.json' with { type: 'json' };
import project from './types.tsconfig.json' with { type: 'json' };

const folderOfScript = fileURLToPath(new URL('.', import.meta.url));
const outDir = join(folderOfScript, '../dist-package');
const publicFolders = ['src/package', 'bin'];
const peers = Object.keys(packageFile.peerDependencies);
const emitted = mkdtempSync(join(tmpdir(), 'nextreel-types-'));

try {
  const { status } = spawnSync('npx', ['tsc', '-p', join(folderOfScript, 'types.tsconfig.json'), '--outDir', emitted], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  const written = new Set<string>();
  for (const file of project.files) write(join(emitted, file.replace(/\.ts$/, '.d.ts').slice('../'.length)), written);
} finally {
  rmSync(emitted, { recursive: true });
}

/** Writes a declaration file and those it imports, all into one folder, where they find each other. */
function write(file: string, written: Set<string>): void {
  if (written.has(file)) return;
  written.add(file);
  const folder = relative(emitted, dirname(file));
  if (!publicFolders.includes(folder))
    throw new Error(`${relative(emitted, file)} is internal: no public type may name it`);
  const text = readFileSync(file, 'utf8').replaceAll(/'([^'\n]+)'/g, (quoted, specifier: string) => {
    if (!specifier.startsWith('.') || !specifier.endsWith('.ts')) return quoted;
    write(resolve(dirname(file), specifier.replace(/\.ts$/, '.d.ts')), written);
    return `'${specifier.replace(/\.ts$/, '.js')}'`;
  });
  for (const [, name = ''] of text.matchAll(/\bfrom '([^.'][^']*)'/g)) {
    if (!peers.includes(name)) throw new Error(`${file} names types of ${name}, which a team need not have`);
  }
  writeFileSync(join(outDir, basename(file)), text);
}

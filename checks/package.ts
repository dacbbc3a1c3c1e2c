/** Packs the package as published, and checks it with publint, are-the-types-wrong, tsc, Node imports and webpack. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import examples from '../examples/package.json' with { type: 'json' };
import packageFile from '../package.json' with { type: 'json' };

const work = mkdtempSync(join(tmpdir(), 'nextreel-packed-'));
const tarball = join(work, `nextreel-${packageFile.version}.tgz`);

const { react, vue } = examples.dependencies;
const { '@types/react': reactTypes } = examples.devDependencies;

/** Exports that are plain files, which a site serves and no module imports. */
const files = Object.entries(packageFile.exports).flatMap(([name, entry]) => (typeof entry === 'string' ? [name] : []));

/** Imports all entries in Node, without a window. The framework entries need their framework installed. */
const smoke = `
  import assert from 'node:assert/strict';
  import { connect } from 'nextreel';
  const nextreel = connect();
  nextreel.setFeed([{ id: 1, src: 'a.m3u8' }]);
  nextreel.show(1, null);
  assert.equal((await nextreel.ready).reason, 'unsupported');
  assert.equal(await (await import('nextreel/element')).defined, undefined);
  assert.equal(typeof (await import('nextreel/react')).useNextreel, 'function');
  assert.equal(typeof (await import('nextreel/vue')).useNextreel, 'function');
  assert.equal((await import('nextreel/vite')).nextreel().name, 'nextreel');
  await assert.rejects(import('nextreel/dist-package/index.js'), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' });
`;

/** TSX that a site may contain, to be type-checked. */
const page = `
  import { ReelVideo, useNextreel } from 'nextreel/react';
  export function Reels({ items }: { items: { id: string; src: string }[] }) {
    const reel = useNextreel(items);
    return (
      <nextreel-feed worker="/nextreel-sw.js" onnextreel-change={({ detail }) => detail.reelId.trim()}>
        {items.map(({ id, src }) => <nextreel-reel key={id} reel-id={id} src={src} heading="A reel" />)}
        <ReelVideo ref={reel('a')} src="a.m3u8" />
      </nextreel-feed>
    );
  }
`;

/** Bundles a site with players of its own, which need not have hls.js installed. */
const build = `
  import assert from 'node:assert/strict';
  import { promisify } from 'node:util';
  import webpack from 'webpack';
  const stats = await promisify(webpack)({ mode: 'development', entry: './hook.js' });
  assert.deepEqual(stats.toJson({ all: false, errors: true }).errors, []);
`;

try {
  run('npm', ['pack', '--silent', '--pack-destination', work]);
  run('npx', ['publint', '--strict', tarball]);
  run('npx', ['attw', tarball, '--profile', 'esm-only', '--exclude-entrypoints', ...files]);
  writeFileSync(join(work, 'package.json'), '{ "private": true, "type": "module" }');
  const peers = [`react@${react}`, `@types/react@${reactTypes}`, `vue@${vue}`, 'webpack@5.113.0'];
  run('npm', ['install', '--silent', '--no-save', tarball, ...peers], work);
  writeFileSync(join(work, 'page.tsx'), page);
  const settings = { strict: true, noEmit: true, module: 'nodenext', jsx: 'react-jsx', types: [] };
  writeFileSync(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions: settings, files: ['page.tsx'] }));
  run('npx', ['tsc', '-p', work]);
  run('node', ['--input-type=module', '--eval', smoke], work);
  writeFileSync(join(work, 'hook.js'), "export { useNextreel } from 'nextreel/react';");
  run('node', ['--input-type=module', '--eval', build], work);
  run('npx', ['nextreel', 'init', 'public', '--save'], work);
  run('npx', ['nextreel', 'doctor', 'public'], work);
} finally {
  rmSync(work, { recursive: true });
}

function run(command: string, args: readonly string[], cwd = process.cwd()): void {
  console.log(`$ ${command} ${args[0] ?? ''}`);
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed with ${status}`);
}

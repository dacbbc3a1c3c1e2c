/** Checks the built scripts against size-budget.json. A change that needs more raises the number and says why there. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { minify } from 'terser';
import { build } from 'vite';
import budget from './size-budget.json' with { type: 'json' };

const dist = new URL('../dist/', import.meta.url);
const gzipped = (content: string | Uint8Array) => gzipSync(content, { level: 9 }).length;
const gzipBytes = (file: string) => gzipped(readFileSync(new URL(file, dist)));

/** Returns the scripts that the page's HTML loads or preloads. */
function firstScripts(): string[] {
  const html = readFileSync(new URL('index.html', dist), 'utf8');
  const tags = html.matchAll(/<(?:script[^>]*\ssrc|link[^>]*modulepreload[^>]*\shref)="\/?([^"]+\.js)"/g);
  return [...tags].map(([, file = '']) => file);
}

/** Returns how many bytes `import { connect } from 'nextreel'` adds to a site's first load. */
async function clientBytes(): Promise<number> {
  const built = await build({
    configFile: fileURLToPath(new URL('../build/package-client.config.ts', import.meta.url)),
    logLevel: 'silent',
    build: { write: false, minify: true },
  });
  const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  const chunks = outputs.filter((file) => file.type === 'chunk');
  const loaded = new Set(chunks.filter(({ isEntry, name }) => isEntry && name === 'index'));
  // Items that are added to a set during iteration are visited too.
  for (const { imports } of loaded) for (const chunk of chunks) if (imports.includes(chunk.fileName)) loaded.add(chunk);
  // Vite does not remove whitespace from ES libraries, leaving that to the build of the app.
  const small = await Promise.all([...loaded].map(({ code }) => minify(code, { module: true })));
  return small.reduce((bytes, { code = '' }) => bytes + gzipped(code), 0);
}

const scripts = firstScripts();
const isHls = (file: string) => /\bhls\b/.test(file);
const sum = (files: readonly string[]) => files.reduce((bytes, file) => bytes + gzipBytes(file), 0);
const rows = [
  { name: 'worker', bytes: gzipBytes('sw.js'), allowedBytes: budget.worker.gzipBytes },
  { name: 'mp4', bytes: gzipBytes('sw-mp4.js'), allowedBytes: budget.mp4.gzipBytes },
  { name: 'page', bytes: sum(scripts.filter((file) => !isHls(file))), allowedBytes: budget.page.gzipBytes },
  { name: 'package', bytes: await clientBytes(), allowedBytes: budget.package.gzipBytes },
  { name: 'hls.js', bytes: sum(scripts.filter(isHls)), allowedBytes: budget['hls.js'].gzipBytes },
];

for (const { name, bytes, allowedBytes } of rows) {
  const kibibytes = (value: number) => (value / 1024).toFixed(1).padStart(6);
  // Zero bytes mean that the script was not found.
  const verdict = bytes === 0 ? 'NOT FOUND' : bytes > allowedBytes ? 'OVER' : 'ok';
  console.log(`${name.padEnd(8)} ${kibibytes(bytes)} of ${kibibytes(allowedBytes)} KiB gzip  ${verdict}`);
  if (verdict !== 'ok') process.exitCode = 1;
}

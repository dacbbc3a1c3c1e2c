/** Holds the built scripts to size-budget.json. Raise a number there in the change that needs it, with the reason. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import budget from './size-budget.json' with { type: 'json' };

const dist = new URL('../dist/', import.meta.url);
const gzipBytes = (file: string) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;

/** The scripts that the page loads before anything else happens, as its HTML names them. */
function firstScripts(): string[] {
  const html = readFileSync(new URL('index.html', dist), 'utf8');
  const tags = html.matchAll(/<(?:script[^>]*\ssrc|link[^>]*modulepreload[^>]*\shref)="\/?([^"]+\.js)"/g);
  return [...tags].map(([, file = '']) => file);
}

const scripts = firstScripts();
const isHls = (file: string) => /\bhls\b/.test(file);
const sum = (files: readonly string[]) => files.reduce((bytes, file) => bytes + gzipBytes(file), 0);
const rows = [
  { name: 'worker', bytes: gzipBytes('sw.js'), allowedBytes: budget.worker.gzipBytes },
  { name: 'mp4', bytes: gzipBytes('sw-mp4.js'), allowedBytes: budget.mp4.gzipBytes },
  { name: 'page', bytes: sum(scripts.filter((file) => !isHls(file))), allowedBytes: budget.page.gzipBytes },
  { name: 'hls.js', bytes: sum(scripts.filter(isHls)), allowedBytes: budget['hls.js'].gzipBytes },
];

for (const { name, bytes, allowedBytes } of rows) {
  const kibibytes = (value: number) => (value / 1024).toFixed(1).padStart(6);
  const isOver = bytes > allowedBytes;
  console.log(
    `${name.padEnd(8)} ${kibibytes(bytes)} of ${kibibytes(allowedBytes)} KiB gzip  ${isOver ? 'OVER' : 'ok'}`,
  );
  if (isOver) process.exitCode = 1;
}

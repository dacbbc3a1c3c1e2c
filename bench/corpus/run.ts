/**
 * Plays a corpus of every kind of HLS and MP4 in a browser: without the worker, on a first and a second visit with it,
 * and with the media server unreachable. Prints what is worse with the worker than without, and exits with 1 if
 * anything is. HLS is played in a third-party page and MP4 in the reels page, unless `--host foreign` or `--host reels`
 * chooses one for both. `npm run bench:corpus -- --only gap,latin`; `--dir path` plays the files of that folder instead
 * of the corpus.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { launchOptions } from '../../checks/browser.ts';
import { findPresentations } from './find-presentations.ts';
import { makeCorpus } from './make/corpus.ts';
import type { Presentation } from './presentation.ts';
import { startSite } from './site.ts';
import { playTogether, type PlayedPresentation } from './stage.ts';
import { isWorse, type Row, rowOf, summaryOf, tableOf } from './table.ts';

const work = fileURLToPath(new URL('../../dist-bench', import.meta.url));
/** Small enough that the page presents all reels of a group to the worker at once. */
const groupSize = 8;

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    only: { type: 'string' },
    host: { type: 'string' },
    json: { type: 'string', default: join(work, 'corpus.json') },
  },
});
const { host } = values;
if (host !== undefined && host !== 'foreign' && host !== 'reels') {
  throw new Error(`--host is "foreign" or "reels", not "${host}"`);
}

const folder = values.dir === undefined ? join(work, 'corpus') : resolve(values.dir);
const wanted = values.only?.split(',');
const isWanted = ({ name, format }: Presentation) =>
  wanted === undefined || wanted.some((part) => name.includes(part) || format === part);
const presentations =
  values.dir === undefined ? await makeCorpus(folder, isWanted) : (await findPresentations(folder)).filter(isWanted);
const groups = (['hls', 'mp4'] as const).flatMap((format) => {
  const some = presentations.filter((one) => one.format === format);
  const count = Math.ceil(some.length / groupSize);
  return Array.from({ length: count }, (_, group) => some.slice(group * groupSize, (group + 1) * groupSize));
});

const site = await startSite(folder, (path) => {
  return presentations.find((one) => path.startsWith(`/${one.path.split('/')[0] ?? ''}/`))?.serving ?? 'plain';
});
const browser = await chromium.launch(launchOptions());
const rows: Row[] = [];
const played: PlayedPresentation[] = [];
try {
  for (const group of groups) {
    const usualHost = group[0]?.format === 'mp4' ? 'reels' : 'foreign';
    const seen = await playTogether(group, { browser, site, host: host ?? usualHost });
    const fresh = seen.map(rowOf);
    played.push(...seen);
    rows.push(...fresh);
    await mkdir(work, { recursive: true });
    await writeFile(values.json, `${JSON.stringify({ rows, seen: played })}\n`);
    process.stderr.write(`${rows.length} of ${presentations.length}\n`);
    if (fresh.some(isWorse)) process.stderr.write(`${tableOf(fresh.filter(isWorse))}\n`);
  }
} finally {
  await browser.close();
  await site.close();
}
console.log(tableOf(values.dir === undefined ? rows : rows.filter(isWorse)));
console.log(`\n${summaryOf(rows)}`);
if (rows.some(isWorse)) process.exitCode = 1;

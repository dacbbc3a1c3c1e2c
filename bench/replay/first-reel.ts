/**
 * Opens the feed in a new browser again and again, on the links of the replay bench, and prints how long a first visit
 * takes to show the first frame, compared with hls.js created at the swipe.
 * `npm run bench:first-reel -- --rounds 9 --links high,slow`
 */
import { parseArgs } from 'node:util';
import { withBrowser } from '../browser.ts';
import { type Contender, type ContenderName, mediaRoot, peerNames, startContenders } from '../contenders/contenders.ts';
import { runInPage } from '../page-script.ts';
import { writeResult } from '../result.ts';
import { readRecorded } from '../simulator/recorded.ts';
import type { Network } from '../simulator/world.ts';
import { ladders, weighMedia } from '../weight/weighted-media.ts';
import { classOf, listCases, meanBps } from './cases.ts';
import { installVisitMeter } from './meter.ts';
import { rttMs, TracedLink } from './traced-link.ts';

type FirstReel = { readonly firstFrameMs: number | null; readonly lines: number };
type Row = {
  readonly networkClass: string;
  readonly contender: ContenderName;
  readonly firstFramesMs: readonly (number | null)[];
  /** Height of the first picture in the last round. */
  readonly lines: number;
};

const patienceMs = 20_000;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    only: { type: 'string', default: 'nextreel,hls-on-swipe' },
    links: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const only = values.only.split(',');
const links = values.links?.split(',');
const names = (['nextreel', ...peerNames] as const).filter((name) => only.includes(name));
const media = weighMedia(mediaRoot, ladders.mobile);

async function openOnce({ pageUrl, originUrl }: Contender, network: Network): Promise<FirstReel> {
  return withBrowser({}, async (page) => {
    const link = new TracedLink(originUrl, network);
    await link.start();
    try {
      await runInPage(page, installVisitMeter);
      await page.goto(pageUrl, { waitUntil: 'commit' });
      const isShown = () => typeof window.readVisits()[0]?.startMs === 'number';
      await page.waitForFunction(isShown, undefined, { polling: 'raf', timeout: patienceMs }).catch(() => undefined);
      return await page.evaluate(() => ({
        firstFrameMs: window.readVisits()[0]?.startMs ?? null,
        lines: document.querySelector<HTMLVideoElement>('article[aria-current="true"] video')?.videoHeight ?? 0,
      }));
    } finally {
      link.stop();
    }
  });
}

/** Rotates the contenders in each round, so that none always goes first. */
async function measure(network: Network, networkClass: string): Promise<Row[]> {
  const contenders = await startContenders({ names, throughputBps: meanBps(network), media });
  const rows = contenders.map(({ name }) => ({
    networkClass,
    contender: name,
    firstFramesMs: [] as (number | null)[],
    lines: 0,
  }));
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (let place = 0; place < contenders.length; place += 1) {
        const index = (place + round) % contenders.length;
        const [contender, row] = [contenders[index], rows[index]];
        if (contender === undefined || row === undefined) continue;
        const { firstFrameMs, lines } = await openOnce(contender, network);
        row.firstFramesMs.push(firstFrameMs);
        row.lines = lines;
        console.error(
          `  ${networkClass} ${round + 1}/${rounds} ${contender.name.padEnd(14)} ${textOf(firstFrameMs)} ms`,
        );
      }
    }
  } finally {
    await Promise.all(contenders.map((contender) => contender.close()));
  }
  return rows;
}

function textOf(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? 'never' : ms.toFixed(0);
}

const cases = listCases(readRecorded(), { viewers: 1, networksPerClass: 1, sessionMs: patienceMs });
const rows: Row[] = [];
for (const one of cases) {
  const networkClass = classOf(one);
  if (links?.includes(networkClass) ?? true) rows.push(...(await measure(one.network, networkClass)));
}
console.log(`\nFirst frame of a first visit, ms, over ${rounds} visits; ${rttMs} ms round trip\n`);
console.log('| link | contender | median | fastest | slowest | lines |');
console.log('|---|---|---|---|---|---|');
for (const { networkClass, contender, firstFramesMs, lines } of rows) {
  const sorted = firstFramesMs.toSorted((a, b) => (a ?? Infinity) - (b ?? Infinity));
  const figures = [sorted[sorted.length >> 1], sorted[0], sorted.at(-1)].map(textOf);
  console.log(`| ${[networkClass, contender, ...figures, lines].join(' | ')} |`);
}
await writeResult('first-reel', rows);

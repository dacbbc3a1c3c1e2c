/**
 * Measures an evening with the feed, with the worker and without: forward and back, twice, then a long reel, then a
 * pause. Prints startup, stalls, buffer, traffic at the origin, memory, and the processor time while nothing plays.
 * `npm run bench:session -- --rounds 3`
 */
import { parseArgs } from 'node:util';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { withBrowser } from '../browser.ts';
import { type Link, shapeLink } from '../link.ts';
import { writeResult } from '../result.ts';
import { printReport, type Row } from './report.ts';
import { watchSession } from './watch.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const link: Link = { rttMs: 100, bps: 4_000_000 };

type Kind = { readonly name: string; readonly hasWorker: boolean; readonly hasHttpCache: boolean };
const kinds: readonly Kind[] = [
  { name: 'without a worker, nor the browser’s cache', hasWorker: false, hasHttpCache: false },
  { name: 'without a worker', hasWorker: false, hasHttpCache: true },
  { name: 'Nextreel', hasWorker: true, hasHttpCache: true },
];

async function measure({ name, hasWorker, hasHttpCache }: Kind, demo: Demo): Promise<Row> {
  return withBrowser({ serviceWorkers: hasWorker ? 'allow' : 'block' }, async (page, context) => {
    const [originUrl = ''] = demo.originUrls;
    await shapeLink(originUrl, link);
    if (!hasHttpCache) {
      const session = await context.newCDPSession(page);
      await session.send('Network.enable');
      await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    }
    return { name, ...(await watchSession(page, demo.pageUrl, originUrl)) };
  });
}

// A single origin: each has a shaped link of its own, so three of them would give the page three times the bandwidth.
const demo = await startDemo({ port: 0, origins: 1 });
const rows: Row[] = [];
try {
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const kind of kinds) rows.push(await measure(kind, demo));
  }
} finally {
  await demo.close();
}
printReport(rows);
await writeResult('session', rows);

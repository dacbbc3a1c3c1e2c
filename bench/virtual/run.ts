/**
 * Runs the whole worker in virtual time: its own planner, lanes, queue and transfers, players that send requests as
 * hls.js does, and links that follow traces. A minute takes about a second.
 * `npm run sim:worker -- --viewers 6 --networks 1 --links slow,low`
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { mediaRoot, playableEverywhere } from '../contenders/contenders.ts';
import { type ReplayCase, bpsAt, classOf, listCases, meanBps } from '../replay/cases.ts';
import { MediaMap } from '../replay/media-map.ts';
import { outcomeOf } from '../replay/outcome.ts';
import { reportOf, type Row, worseThanHlsOnSwipe } from '../replay/report.ts';
import { writeResult } from '../result.ts';
import { readRecorded } from '../simulator/recorded.ts';
import { ladders, weighMedia } from '../weight/weighted-media.ts';
import { holdInMemory } from './held-media.ts';
import { watchVirtually } from './watch.ts';
import { HlsOnSwipePage } from './hls-on-swipe-page.ts';
import { NextreelPage } from './nextreel-page.ts';

const { values } = parseArgs({
  options: {
    viewers: { type: 'string', default: '6' },
    networks: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '60' },
    links: { type: 'string' },
    ladder: { type: 'string', default: 'mobile' },
    only: { type: 'string' },
    /** Takes the rows of the other contenders from an earlier run (a copy of dist-bench/sim-worker.json). */
    against: { type: 'string' },
    'keep-sessions': { type: 'string' },
  },
});
const sessionMs = 1000 * Number(values.seconds);
const links = values.links?.split(',');
const ladder = values.ladder === 'broadband' ? ladders.broadband : ladders.mobile;
const weighed = weighMedia(mediaRoot, ladder);
const counts = { viewers: Number(values.viewers), networksPerClass: Number(values.networks), sessionMs };
const cases = listCases(readRecorded(), counts).filter((one) => links?.includes(classOf(one)) ?? true);
const reels = await playableEverywhere(weighed, 1e6);
const map = await MediaMap.read(reels, weighed);
const media = await holdInMemory(reels, weighed);
const pages = { nextreel: NextreelPage, 'hls-on-swipe': HlsOnSwipePage } as const;

const contenders = (['nextreel', 'hls-on-swipe'] as const).filter((name) => (values.only ?? name) === name);
const rows: Row[] = [];
const sessions: object[] = [];
for (const one of cases) {
  for (const contender of contenders) {
    const session = await watchVirtually(pages[contender], one, { reels, media, sessionMs, bpsAt });
    sessions.push({ contender, ...one, ...session });
    const { network, viewer }: ReplayCase = one;
    const outcome = outcomeOf(session, map, ladder);
    rows.push({ contender, network: network.name, networkClass: classOf(one), viewer: viewer.name, ...outcome });
    const starts = outcome.startsMs.map((start) => start?.toFixed(0) ?? 'never').join(' ');
    console.error(
      `${viewer.name} on ${network.name} (${(meanBps(network) / 1e6).toFixed(1)} Mbps) ${contender}: ` +
        `first ${outcome.firstReelMs?.toFixed(0)}, stalls ${outcome.stalledSeconds.toFixed(1)}, played ${outcome.playedSeconds.toFixed(1)}, ` +
        `lines ${outcome.lines.toFixed(0)}, waste ${(100 * outcome.wastedShare).toFixed(0)} %, starts ${starts}`,
    );
  }
}
if (values.against !== undefined) {
  const earlier: Row[] = JSON.parse(await readFile(values.against, 'utf8'));
  const isSame = (row: Row) => rows.some(({ network, viewer }) => network === row.network && viewer === row.viewer);
  rows.push(...earlier.filter((row) => !contenders.some((name) => name === row.contender) && isSame(row)));
}
await writeResult('sim-worker', rows);
console.log(reportOf(rows));
console.log(worseThanHlsOnSwipe(rows).join('\n') || 'Nowhere worse than hls.js made at the swipe.');
if (values['keep-sessions'] !== undefined) await writeFile(values['keep-sessions'], JSON.stringify(sessions));
process.exit(0);

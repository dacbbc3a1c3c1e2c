/**
 * Replays recorded viewers on recorded networks, with Nextreel and with four other ways to play the same reels, and
 * prints what the viewers would see. Generates viewers and networks if there are no recorded traces in ../shared/traces
 * or the folder named by NEXTREEL_TRACES.
 * `npm run bench:replay -- --minutes 30 --viewers 6 --networks 1 --seconds 60 --ladder mobile`;
 * `--only nextreel,hls-on-swipe` plays some contenders.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { mediaRoot, peerNames, playableEverywhere, startContenders } from '../contenders/contenders.ts';
import { resultFile, writeResult } from '../result.ts';
import { readRecorded } from '../simulator/recorded.ts';
import { ladders, weighMedia } from '../weight/weighted-media.ts';
import { classOf, listCases, meanBps, type ReplayCase } from './cases.ts';
import { MediaMap } from './media-map.ts';
import { outcomeOf } from './outcome.ts';
import { reportOf, type Row, worseThanHlsOnSwipe } from './report.ts';
import { runSession } from './session.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    viewers: { type: 'string', default: '6' },
    networks: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '60' },
    /** Contenders that run at the same time: each has a link of its own, but they share the processor. */
    together: { type: 'string', default: '1' },
    ladder: { type: 'string', default: 'mobile' },
    only: { type: 'string' },
    links: { type: 'string' },
    target: { type: 'string', default: 'replay' },
    /** Writes down what each viewer saw and the requests at each origin. */
    'keep-sessions': { type: 'boolean', default: false },
  },
});
const sessionMs = 1000 * Number(values.seconds);
const together = Number(values.together);
const only = values.only?.split(',');
const links = values.links?.split(',');
const names = (['nextreel', ...peerNames] as const).filter((name) => only?.includes(name) ?? true);
const ladder = values.ladder === 'broadband' ? ladders.broadband : ladders.mobile;
const media = weighMedia(mediaRoot, ladder);

const recorded = readRecorded();
const counts = { viewers: Number(values.viewers), networksPerClass: Number(values.networks), sessionMs };
const cases = listCases(recorded, counts).filter((one) => links?.includes(classOf(one)) ?? true);

/** Runs a case with all contenders, in a rotated order each time, so that none always goes first. */
async function runCase(one: ReplayCase, turn: number): Promise<Row[]> {
  const throughputBps = meanBps(one.network);
  const reels = await playableEverywhere(media, throughputBps);
  const order = names.map((_, index) => names[(index + turn) % names.length]).filter((name) => name !== undefined);
  const contenders = await startContenders({ names: order, throughputBps, media });
  const map = await MediaMap.read(reels, media);
  const rows: Row[] = [];
  try {
    for (let first = 0; first < contenders.length; first += together) {
      const running = contenders.slice(first, first + together).map(async (contender): Promise<Row> => {
        const session = await runSession(contender, one, sessionMs);
        if (values['keep-sessions']) sessions.push({ contender: contender.name, ...one, ...session });
        const outcome = outcomeOf(session, map, ladder);
        const { network, viewer } = one;
        const row = {
          contender: contender.name,
          network: network.name,
          networkClass: classOf(one),
          viewer: viewer.name,
          ...outcome,
        };
        console.error(`  ${summaryOf(row)}`);
        return row;
      });
      rows.push(...(await Promise.all(running)));
    }
  } finally {
    await Promise.all(contenders.map((contender) => contender.close()));
  }
  return rows;
}

function summaryOf(row: Row): string {
  const starts = row.startsMs.map((start) => start?.toFixed(0) ?? 'never').join(' ');
  return [
    row.contender.padEnd(14),
    `first ${row.firstReelMs?.toFixed(0) ?? 'never'}`,
    `stalls ${row.stalledSeconds.toFixed(1)} s`,
    `played ${row.playedSeconds.toFixed(1)} s`,
    `${row.lines.toFixed(0)} lines`,
    `${(row.mediaBytes / 1e6).toFixed(2)} + ${(row.otherBytes / 1e6).toFixed(2)} MB`,
    `waste ${(100 * row.wastedShare).toFixed(0)} %`,
    `score ${row.score.toFixed(1)}`,
    `starts ${starts}`,
  ].join(', ');
}

const caseMinutes = (Math.ceil(names.length / together) * (sessionMs + 4000)) / 60_000;
const startedAtMs = performance.now();
const minutesUsed = () => (performance.now() - startedAtMs) / 60_000;
const sessions: object[] = [];
const rows: Row[] = [];
for (const [index, one] of cases.entries()) {
  if (index > 0 && minutesUsed() + caseMinutes > Number(values.minutes)) {
    console.error(`${index} of ${cases.length} cases fit in ${values.minutes} minutes.`);
    break;
  }
  console.error(
    `${index + 1}/${cases.length} ${one.viewer.name} on ${one.network.name}, ${minutesUsed().toFixed(1)} min`,
  );
  rows.push(...(await runCase(one, index)));
}

const source = recorded === undefined ? 'the project’s own traces' : 'recorded traces';
const title = `${rows.length} sessions of ${values.seconds} s on ${source}, ladder ${ladder.map((bps) => bps / 1e6).join(' / ')} Mbps`;
const worse = worseThanHlsOnSwipe(rows);
const verdict =
  worse.length === 0
    ? 'Nowhere worse than hls.js made at the swipe.'
    : ['Worse than hls.js made at the swipe:', ...worse.map((line) => `- ${line}`)].join('\n');
const report = `${title}\n\n${reportOf(rows)}\n\n${verdict}\n`;
console.log(`\n${report}`);
await writeResult(values.target, { title, rows });
await writeFile(resultFile(values.target).replace(/json$/, 'md'), report);
if (values['keep-sessions']) await writeFile(resultFile(`${values.target}-sessions`), JSON.stringify(sessions));

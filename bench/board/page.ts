import type { Board, Entry } from './board.ts';
import type { Machine } from './machine.ts';
import { lineOf, markdownOf } from './table.ts';

const introduction = `# Benchmarks

\`npm run bench\` measures all of this in 45 minutes at most and writes this page, and the same as
\`docs/benchmarks.json\`. \`npm run bench -- --only store,api\` measures some parts again and leaves the others
unchanged, so each part lists its date and commit. A plus after a commit means uncommitted changes.

"a / b" is the median and the 95th percentile (the highest, if there are at most twenty values). "a (b–c)" is the median and the range
of all runs. "never" is not before the next swipe, or not in the session. A busy machine (load: processes that waited
for a core in the minute before the bench began, those of the bench before it too) makes everything slower, and the
contenders of one table alike.

What is measured by commands of its own: [pages and players of others](./hosts.md) (\`npm run bench:hosts\`),
[every kind of media](./corpus.md) (\`npm run bench:corpus\`), two thousand swipes in three tabs (\`npm run bench:soak\`),
and a segment that takes longer than a worker may live (\`npm run bench:long-body\`).`;

/** Renders the board as a page of the documentation. */
export function pageOf({ entries }: Board): string {
  return `${[introduction, overviewOf(entries), ...entries.map(sectionOf)].join('\n\n')}\n`;
}

function overviewOf(entries: readonly Entry[]): string {
  const heads = ['', 'what it shows', 'command', 'date', 'commit', 'minutes', 'load', ''];
  const lines = entries.map(({ bench, shows, command, date, commit, minutes, load, fault }) =>
    lineOf([
      `[${bench}](#${bench})`,
      shows,
      `\`${command}\``,
      date,
      commit,
      minutes.toFixed(1),
      load.toFixed(1),
      fault === null ? '' : '**failed**',
    ]),
  );
  const machines = [...new Set(entries.map(({ machine, browser }) => describe(machine, browser)))];
  return [lineOf(heads), `|${'---|'.repeat(heads.length)}`, ...lines, '', ...machines.map((one) => `* ${one}`)].join(
    '\n',
  );
}

function describe({ processor, cores, memoryGiB, system, node }: Machine, browser: string | null): string {
  const machine = `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}`;
  return browser === null ? machine : `${machine}, ${browser}`;
}

function sectionOf({ bench, shows, fault, tables }: Entry): string {
  const failure = fault === null ? [] : [`This run ${fault}.`];
  return [`## ${bench}`, `${shows[0]?.toUpperCase()}${shows.slice(1)}.`, ...failure, ...tables.map(markdownOf)].join(
    '\n\n',
  );
}

/** Writes what was found in each host into docs/hosts.md, between the marks that are there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { medianFirstFrameMs, readResults, type Result } from './results.ts';
import type { Visit } from './visit.ts';

const page = new URL('../../docs/hosts.md', import.meta.url);

export default function writeTable(): void {
  const results = readResults();
  let text = readFileSync(page, 'utf8');
  for (const group of new Set(results.map((result) => result.group))) {
    const table = tableOf(results.filter((result) => result.group === group));
    text = text.replace(
      new RegExp(`(<!-- ${group}: .*? -->\n)[^]*?(<!-- end -->)`),
      (_all, start: string, end: string) => `${start}${table}\n${end}`,
    );
  }
  writeFileSync(page, text);
}

function tableOf(results: readonly Result[]): string {
  const isBeside = results.some(({ group }) => group === 'beside');
  const columns = [
    'host',
    'lines',
    'first frame without',
    'with',
    'hits',
    'MB without',
    'with',
    'requests without',
    'with',
    'plays offline',
    ...(isBeside ? ['its own work'] : []),
    'left behind',
  ];
  const header = [`| ${columns.join(' | ')} |`, `|${'---|'.repeat(columns.length)}`];
  const rows = results
    .toSorted((a, b) => (a.host < b.host ? -1 : 1))
    .map(({ host, lines, with: visit, without }) => {
      const cells = [
        host,
        lines,
        firstFrameOf(without),
        firstFrameOf(visit),
        visit.hits === null ? '–' : `${Math.round(visit.hits * 100)} %`,
        megabytesOf(without),
        megabytesOf(visit),
        without.traffic.requests,
        visit.traffic.requests,
        visit.playsOffline ? 'yes' : 'no',
        ...(isBeside ? [visit.ownAnswers === true ? 'yes' : 'no'] : []),
        visit.left.filter((one) => !without.left.includes(one)).join(', ') || 'nothing',
      ];
      return `| ${cells.join(' | ')} |`;
    });
  return ['', ...header, ...rows, ''].join('\n');
}

function firstFrameOf(visit: Visit): string {
  const ms = medianFirstFrameMs(visit);
  return Number.isFinite(ms) ? `${Math.round(ms)} ms` : 'never';
}

function megabytesOf({ traffic }: Visit): string {
  return (traffic.bytes / 1e6).toFixed(1);
}

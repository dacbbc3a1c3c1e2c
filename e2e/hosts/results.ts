import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Visit } from './visit.ts';

/** The same visit to the same page, with Nextreel and before its team had it. */
export type Visits = { readonly with: Visit; readonly without: Visit };

export type Result = Visits & {
  readonly group: string;
  readonly host: string;
  /** That a team adds to its page. */
  readonly lines: number;
};

const file = new URL('../../dist-bench/hosts.json', import.meta.url);

/** Of this run and of those before it. */
export function readResults(): Result[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}

/** Takes the place of what was found of this host before. */
export function record(result: Result): void {
  const others = readResults().filter(({ group, host }) => group !== result.group || host !== result.host);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, `${JSON.stringify([...others, result], null, 2)}\n`);
  console.log(summaryOf(result));
}

export function medianFirstFrameMs({ firstFramesMs }: Visit): number {
  const sorted = firstFramesMs.map((ms) => ms ?? Number.POSITIVE_INFINITY).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.POSITIVE_INFINITY;
}

/** What a reader of the test's output wants to know first. */
function summaryOf({ host, ...visits }: Result): string {
  const line = (variant: 'with' | 'without') => {
    const visit = visits[variant];
    const each = visit.firstFramesMs.map((ms) => (ms === null ? 'never' : Math.round(ms))).join(' ');
    const hits = visit.hits === null ? '' : `, hits ${Math.round(visit.hits * 100)} %`;
    const { requests, bytes } = visit.traffic;
    return `${host} ${variant}: ${Math.round(medianFirstFrameMs(visit))} ms (${each}), ${requests} requests, ${bytes} bytes${hits}`;
  };
  return `${line('without')}\n${line('with')}`;
}

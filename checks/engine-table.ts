import { limits } from '../e2e/engines/limits.ts';

const names = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKitGTK' } as const;

/** What is not tested on which engine, as the table in README.md. `npx tsx checks/print-engine-table.ts` prints it. */
export function engineTable(): string {
  const rows = limits.map(({ engine, what, why }) => `| ${names[engine]} | ${what} | ${why} |`);
  return ['| engine | not tested | why |', '|---|---|---|', ...rows].join('\n');
}

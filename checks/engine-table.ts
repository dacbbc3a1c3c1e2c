import { limits } from '../e2e/engines/limits.ts';

const names = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKitGTK' } as const;

/** Returns the README's table of what is not tested per engine. `npx tsx checks/print-engine-table.ts` prints it. */
export function engineTable(): string {
  const rows = limits.map(({ engine, what, why }) => `| ${names[engine]} | ${what} | ${why} |`);
  return ['| engine | not tested | why |', '|---|---|---|', ...rows].join('\n');
}

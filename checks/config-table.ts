import { configKeys } from '../src/shared/config.ts';

/** Returns the configuration keys as the table in README.md. `npx tsx checks/print-config-table.ts` prints it. */
export function configTable(): string {
  const rows = configKeys.map(({ key, default: fallback, allowed, meaning }) => {
    const cells = [`\`${key}\``, `\`${shorten(JSON.stringify(fallback))}\``, allowed, meaning];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| key | default | allowed | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function shorten(json: string): string {
  return json.length <= 40 ? json : `${json.slice(0, 37)}…`;
}

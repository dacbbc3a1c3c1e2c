import { existsSync, readFileSync } from 'node:fs';

/** In the pages of this folder a line that a team adds for Nextreel ends with this. */
const mark = '// nextreel';
/** By which the test finds the connection. A team has no use for it. */
const markForTest = '// nextreel, for the test';

/** The page as it was before its team had Nextreel. */
export function withoutNextreel(code: string): string {
  const isAdded = (line: string) => line.endsWith(mark) || line.endsWith(markForTest);
  return code
    .split('\n')
    .map((line) => (isAdded(line) ? '' : line))
    .join('\n');
}

/** How many lines the team of this page adds. */
export function linesOf(host: string): number {
  const [page] = ['js', 'jsx'].map((type) => new URL(`pages/${host}.${type}`, import.meta.url)).filter(existsSync);
  if (page === undefined) throw new RangeError(`There is no page ${host}`);
  const lines = readFileSync(page, 'utf8').split('\n');
  return lines.filter((line) => line.endsWith(mark)).length;
}

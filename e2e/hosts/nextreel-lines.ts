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
export function linesOf(page: string): number {
  const [file] = ['js', 'jsx'].map((type) => new URL(`pages/${page}.${type}`, import.meta.url)).filter(existsSync);
  if (file === undefined) throw new RangeError(`There is no page ${page}`);
  return addedLines(file);
}

/** As many as on a page without a worker, and one in the worker. */
export const linesBeside = linesOf('plain-hls') + 1;

function addedLines(file: URL): number {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith(mark)).length;
}

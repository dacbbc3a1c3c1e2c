import { existsSync, readFileSync } from 'node:fs';

/** Ends each line that a team adds for Nextreel in the pages of this folder. */
const addedLineMark = '// nextreel';
/** Ends each line that only the test needs, such as the one that exposes the connection. */
const testLineMark = '// nextreel, for the test';

/** Returns the page as it was before its team added Nextreel. */
export function withoutNextreel(code: string): string {
  const isAdded = (line: string) => line.endsWith(addedLineMark) || line.endsWith(testLineMark);
  return code
    .split('\n')
    .map((line) => (isAdded(line) ? '' : line))
    .join('\n');
}

/** Returns how many lines the team of this page adds. */
export function linesOf(page: string): number {
  const [file] = ['js', 'jsx'].map((type) => new URL(`pages/${page}.${type}`, import.meta.url)).filter(existsSync);
  if (file === undefined) throw new RangeError(`There is no page ${page}`);
  return addedLines(file);
}

/** The lines of a page without a worker of its own, and one line in the worker. */
export const linesWithOwnWorker = linesOf('plain-hls') + 1;

function addedLines(file: URL): number {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith(addedLineMark)).length;
}

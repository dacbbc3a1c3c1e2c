/** Returns a generator of numbers in [0, 1) that is determined by the seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
type Mutation = (lines: string[], random: Random, foreignLines: readonly string[]) => void;

const insertions = [
  '"',
  ',',
  '=',
  ':',
  '#',
  '@',
  '{$path}',
  '{$',
  '/',
  '..',
  '%',
  '?',
  '0',
  '-1',
  '.',
  'é',
  '\\',
  '[',
  'X',
];
const strayLines = [
  '',
  '# a comment',
  '#EXT-X-UNHEARD-OF:A="b,c"',
  '#EXTINF:3,',
  'stray.ts',
  '#EXT-X-ENDLIST',
  '#EXT-X-GAP',
];

const mutations: readonly Mutation[] = [
  (lines, random) => void lines.splice(place(lines, random), 1),
  (lines, random) => void lines.splice(place(lines, random), 0, pick(lines, random)),
  (lines, random, foreignLines) => void lines.splice(place(lines, random), 0, pick(foreignLines, random)),
  (lines, random) => void lines.splice(place(lines, random), 0, pick(strayLines, random)),
  (lines, random) => void lines.splice(place(lines, random)),
  (lines, random) => {
    const [moved = ''] = lines.splice(place(lines, random), 1);
    lines.splice(place(lines, random), 0, moved);
  },
  (lines, random) => edit(lines, random, (line, at) => line.slice(0, at) + line.slice(at + 1)),
  (lines, random) => edit(lines, random, (line, at) => line.slice(0, at) + pick(insertions, random) + line.slice(at)),
  (lines, random) => edit(lines, random, (line, at) => line.slice(0, at)),
  (lines, random) =>
    edit(lines, random, (line) => line.replace(/\d+/, String(Math.floor(random() * 10 ** (random() * 12))))),
  (lines, random) => edit(lines, random, (line) => line.split(',').toReversed().join(',')),
];

/** Returns the text with one to four faults, the same for the same random numbers. */
export function mutateText(text: string, foreignText: string, random: Random): string {
  const lines = text.split(/\r?\n/);
  const foreignLines = foreignText.split(/\r?\n/);
  const faults = 1 + Math.floor(random() * 4);
  for (let fault = 0; fault < faults; fault++) pick(mutations, random)(lines, random, foreignLines);
  return lines.join(random() < 0.2 ? '\r\n' : '\n');
}

function edit(lines: string[], random: Random, change: (line: string, at: number) => string): void {
  const index = place(lines, random);
  const line = lines[index] ?? '';
  lines[index] = change(line, Math.floor(random() * (line.length + 1)));
}

/** Picks any line but the first: a text without its header is always refused, which needs few tests. */
function place(lines: readonly string[], random: Random): number {
  return 1 + Math.floor(random() * Math.max(0, lines.length - 1));
}

function pick<Entry>(entries: readonly Entry[], random: Random): Entry {
  const entry = entries[Math.floor(random() * entries.length)];
  if (entry === undefined) throw new RangeError('there is nothing to pick from');
  return entry;
}

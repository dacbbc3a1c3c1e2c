import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { adaptManifest } from './adapt-manifest.ts';
import { mutateText, seededRandom } from './corpus/mutation.ts';
import { readByNextreel, type Reading, tryHls, url } from './corpus/readings.ts';
import { isManifest, parseManifest, type Rendition } from './parse-manifest.ts';

const folder = new URL('corpus/', import.meta.url);
const corpus = readdirSync(folder)
  .filter((name) => name.endsWith('.m3u8'))
  .map((name) => ({ name, text: new TextDecoder().decode(readFileSync(new URL(name, folder))) }));

describe.each(corpus)('$name', ({ text }) => {
  test('is read the same way as by hls.js', () => {
    expect(readByNextreel(text)).toEqual(tryHls(text));
  });
});

/** Texts that hls.js misreads: it finds something that is not there, or misses something that is. */
const misreadByHls = [
  // A tag in the middle of a line is recognised.
  /[^\r\n]#EXT/,
  // If the text ends after a tag without its address, the last characters of the tag are read as the address.
  /#EXT(?:INF|-X-STREAM-INF):[^\r\n]*\s*(?:[\r\n]+#[^\r\n]*)*\s*$/,
  // An ambiguous address is resolved against the page.
  /https?:(?!\/\/)|(?:^|")\/?\\/m,
  // A delta update skips segments after it has listed some.
  /^[^#\s][^]*#EXT-X-SKIP/m,
  // A key after the last segment is applied to the segments before it.
  /#EXT-X-KEY(?![^]*^[^#\s])/m,
  // A tag is recognised by its first characters alone.
  /#EXT-X-(?:DISCONTINUITY(?!-SEQUENCE:)|ENDLIST|GAP|I-FRAMES-ONLY)\S/,
  // Text after a duration without a comma, or below a missing duration, is read as an address.
  /#EXTINF:(?!\s*(?:\d+(?:\.\d*)?|\.\d+)?(?:,|\s*[\r\n]))|#EXTINF:\s*[\r\n]+\s*[\d.]/,
  // A byte range of length 0 is read as a position in the file.
  /BYTERANGE(?:=")?:?0+(?!\d)/,
  // A definition between a rendition and its address is missed.
  /#EXT-X-STREAM-INF[^\r\n]*(?:[\r\n]+#[^\r\n]*)*[\r\n]+#EXT-X-DEFINE/,
  // A gap is applied to the initialisation section after it.
  /#EXT-X-GAP(?:\s*#[^\r\n]*)*\s*#EXT-X-MAP/,
  // In a playlist with parts, a segment at the very end of the text is taken as incomplete.
  /#EXT-X-PART:[^]*^[^#\s][^\r\n]*\s*$/m,
  // A segment's byte range is applied to the initialisation section after it.
  /#EXT-X-BYTERANGE[^\r\n]*[\r\n]+(?:#(?!EXTINF)[^\r\n]*[\r\n]+)*#EXT-X-MAP/,
];

/** Acceptable refusals, since no player could play these: an address in invalid UTF-8, an EXT-X-MAP without URI. */
const plausibleRefusals = ['which is not a valid URL', 'has an EXT-X-MAP without URI'];

/** Hides codecs, since hls.js drops renditions with unknown ones, which is not a matter of parsing. */
function hideCodecs(text: string): string {
  return text.replaceAll('CODECS=', 'X-CODECS=');
}

function* mutants(count: number, seed: number): Generator<string> {
  const random = seededRandom(seed);
  const anyText = () => corpus[Math.floor(random() * corpus.length)]?.text ?? '';
  for (let made = 0; made < count; made++) yield hideCodecs(mutateText(anyText(), anyText(), random));
}

test('20,000 mutated texts are read as by hls.js, none that it plays is refused, and none takes a second', () => {
  const disagreements: unknown[] = [];
  const refusals: string[] = [];
  let readByBoth = 0;
  let slowestMs = 0;
  for (const text of mutants(20_000, 1)) {
    const startMs = performance.now();
    const ours = readByNextreel(text);
    slowestMs = Math.max(slowestMs, performance.now() - startMs);
    const theirs = tryHls(text);
    if (theirs instanceof Error || misreadByHls.some((pattern) => pattern.test(text))) continue;
    if (ours instanceof Error) refusals.push(`${ours.message}\n${text}`);
    else {
      readByBoth++;
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) disagreements.push({ text, ours, theirs });
    }
  }
  expect(disagreements.slice(0, 3)).toEqual([]);
  expect(refusals.filter((one) => !plausibleRefusals.some((reason) => one.includes(reason))).slice(0, 3)).toEqual([]);
  expect(readByBoth).toBeGreaterThan(10_000);
  expect(slowestMs).toBeLessThan(1_000);
});

describe('adapting mutated manifests', () => {
  const reasons = ['oversized', null, 'hopeless', null, 'undecodable'] as const;
  const remove = ({ uri }: Rendition) => reasons[uri.length % reasons.length] ?? null;
  const manifests = [...mutants(10_000, 2)].flatMap((text) => {
    const before = isManifest(text) ? readByNextreel(text) : null;
    if (before === null || before instanceof Error) return [];
    const first = before.addresses.at(-1) ?? null;
    return { text, first, adapted: adaptManifest(text, url, { remove, first }) };
  });

  test('keeps every wanted rendition, puts the chosen one first, and loses no other line', () => {
    const changed = manifests.filter(({ text, adapted }) => adapted !== text);
    expect(changed.length).toBeGreaterThan(2_000);
    for (const { text, first, adapted } of changed) {
      const { renditions } = parseManifest(adapted, url);
      const uris = renditions.map(({ uri }) => uri);
      const wanted = parseManifest(text, url).renditions.filter((rendition) => remove(rendition) === null);
      expect(uris).toEqual(expect.arrayContaining(wanted.map(({ uri }) => uri)));
      if (first !== null && uris.includes(first)) expect(uris[0]).toBe(first);
      expect(otherLines(adapted)).toEqual(otherLines(text));
      expect(adaptManifest(adapted, url, { remove, first })).toBe(adapted);
    }
  });

  test('gives a manifest that hls.js reads the same way, apart from the removed renditions', () => {
    for (const { text, adapted } of manifests) {
      const [before, after] = [tryHls(text), tryHls(adapted)];
      if (before instanceof Error || misreadByHls.some((pattern) => pattern.test(text))) continue;
      if (after instanceof Error) throw after;
      expect(readByNextreel(adapted)).toEqual(after);
      expect(after.facts['media']).toEqual(before.facts['media']);
      expect(renditionsOf(before)).toEqual(expect.arrayContaining(renditionsOf(after)));
    }
  });
});

function renditionsOf({ addresses, facts: { renditions } }: Reading): string[] {
  if (!Array.isArray(renditions)) throw new TypeError('not the reading of a manifest');
  return addresses.map((address, index) => `${address} ${JSON.stringify(renditions[index])}`);
}

/** The lines that adapting must not change. They are sorted, since those between a tag and its URI may have moved. */
function otherLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim().startsWith('#') && !line.trim().startsWith('#EXT-X-STREAM-INF:'))
    .toSorted();
}

import { hasPicture } from './choose-rendition.ts';
import { locateRenditions, type Rendition, type RenditionLines } from './parse-manifest.ts';

export type RemovalReason = 'undecodable' | 'oversized' | 'hopeless';

export type Adaptation = {
  readonly remove: (rendition: Rendition) => RemovalReason | null;
  /** The absolute URI of the rendition that the player is to start with. */
  readonly first: string | null;
};

/**
 * Leaves out renditions and puts the chosen one first. It works on the original text: all other lines survive to the
 * letter. Removing never goes so far that nothing is left to play or to see.
 */
export function adaptManifest(text: string, url: string, { remove, first }: Adaptation): string {
  const { located } = locateRenditions(text, url);
  const removed = new Set(findRemovable(located, remove));
  const kept = located.filter((entry) => !removed.has(entry));
  const order = putFirst(kept, first);
  if (removed.size === 0 && order.every((entry, index) => entry === kept[index])) return text;
  const lines = linesWithEnds(text);
  for (const { tagLines, uriLine } of removed) {
    for (const line of [...tagLines, uriLine]) lines[line] = '';
  }
  return reorder(lines, kept, order).join('');
}

/** What is undecodable goes; if all that can be decoded would go, its lowest stays; if nothing can be decoded, all stays. */
function findRemovable(located: readonly RenditionLines[], remove: Adaptation['remove']): RenditionLines[] {
  const judged = located.map((entry) => ({ ...entry, entry, reason: remove(entry.rendition) }));
  const withPicture = judged.filter(({ rendition }) => hasPicture(rendition));
  const needed = withPicture.length > 0 ? withPicture : judged;
  const removable = judged.filter(({ reason }) => reason !== null);
  if (needed.some(({ reason }) => reason === null)) return removable.map(({ entry }) => entry);
  const [lowest] = needed
    .filter(({ reason }) => reason !== 'undecodable')
    .toSorted((a, b) => a.rendition.bandwidthBps - b.rendition.bandwidthBps);
  const spared = new Set(needed.filter(({ rendition }) => !lowest || isSame(rendition, lowest.rendition)));
  return removable.filter((judgement) => !spared.has(judgement)).map(({ entry }) => entry);
}

function putFirst(kept: readonly RenditionLines[], first: string | null): readonly RenditionLines[] {
  const chosen = kept.find(({ rendition }) => rendition.uri === first);
  if (chosen === undefined) return kept;
  const others = kept.filter((entry) => entry !== chosen);
  const isBackup = ({ rendition }: RenditionLines) => isSame(rendition, chosen.rendition);
  return [chosen, ...others.filter(isBackup), ...others.filter((entry) => !isBackup(entry))];
}

/** The same rendition on another pathway or as a backup: all but the addresses and groups is equal. */
function isSame(a: Rendition, b: Rendition): boolean {
  return (
    a.bandwidthBps === b.bandwidthBps &&
    a.averageBandwidthBps === b.averageBandwidthBps &&
    a.width === b.width &&
    a.height === b.height &&
    a.frameRate === b.frameRate &&
    a.codecs === b.codecs
  );
}

/**
 * All renditions that change places go to where the last of them stands: no rendition moves up past the EXT-X-DEFINE
 * that it needs.
 */
function reorder(lines: string[], kept: readonly RenditionLines[], order: readonly RenditionLines[]): string[] {
  const last = order.findLastIndex((entry, index) => entry !== kept[index]);
  const target = kept[last];
  if (target === undefined) return lines;
  const end = lines.find((line) => /[\r\n]$/.test(line))?.replace(/^[^\r\n]*/, '') ?? '\n';
  const moved = order.slice(0, last + 1).flatMap((entry) => linesOf(entry, lines).map((line) => lines[line] ?? ''));
  for (const entry of kept.slice(0, last + 1)) {
    for (const line of linesOf(entry, lines)) lines[line] = '';
  }
  lines[target.uriLine] = moved.map((line) => (line === '' || /[\r\n]$/.test(line) ? line : `${line}${end}`)).join('');
  return lines;
}

/** A rendition takes along what stands between its tag and its URI, except definitions, which are everybody's. */
function linesOf({ tagLines, uriLine }: RenditionLines, lines: readonly string[]): number[] {
  const start = tagLines[0] ?? uriLine;
  return Array.from({ length: uriLine - start + 1 }, (_, offset) => start + offset).filter(
    (line) => lines[line]?.startsWith('#EXT-X-DEFINE') !== true,
  );
}

function linesWithEnds(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
}

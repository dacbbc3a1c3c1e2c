import { hasPicture, namesSound } from './choose-rendition.ts';
import { applyEdits, type Edit } from './edits.ts';
import { type LocatedRendition, locateRenditions, type Manifest, type Rendition } from './parse-manifest.ts';

export type RemovalReason = 'undecodable' | 'oversized' | 'hopeless';

export type Adaptation = {
  readonly remove: (rendition: Rendition) => RemovalReason | null;
  /** The absolute URI of the rendition that the player should start with. */
  readonly first: string | null;
};

/**
 * Removes renditions and puts the chosen one first. All other lines of the text stay exactly as they are. At least one
 * rendition always remains, with pictures if there was one. Returns the text unchanged if the edits would also change
 * something else.
 */
export function adaptManifest(text: string, url: string, { remove, first }: Adaptation): string {
  const { manifest, located } = locateRenditions(text, url);
  const removed = new Set(findRemovable(located, remove));
  const kept = located.filter((entry) => !removed.has(entry));
  const order = putFirst(kept, first);
  const cuts = [...removed].flatMap(({ lines }) => lines.map(({ start, end }) => ({ start, end, text: '' })));
  const edits = [...cuts, ...movesTo(order, kept, text)];
  const isKeptInMeaning =
    isReadable(text) && soundsAlike(manifest, located[0], order[0]) && !edits.some((edit) => hasDefinition(edit, text));
  return isKeptInMeaning ? applyEdits(edits, text) : text;
}

/** Whether the text was valid UTF-8. Otherwise bytes were lost in decoding and cannot be written back. */
function isReadable(text: string): boolean {
  return !text.includes('\uFFFD');
}

/** hls.js decides by the first rendition whether there is sound besides the alternatives: that must not change. */
function soundsAlike({ media }: Manifest, before: LocatedRendition | undefined, after: LocatedRendition | undefined) {
  const hasMainSound = (located: LocatedRendition | undefined) =>
    located !== undefined && located.rendition.audioGroup === null && namesSound(located.rendition);
  return media.every(({ type }) => type !== 'AUDIO') || hasMainSound(before) === hasMainSound(after);
}

/** If no rendition would be left, the lowest decodable one stays; if none can be decoded, all stay. */
function findRemovable(located: readonly LocatedRendition[], remove: Adaptation['remove']): LocatedRendition[] {
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

function putFirst(kept: readonly LocatedRendition[], first: string | null): readonly LocatedRendition[] {
  const chosen = kept.find(({ rendition }) => rendition.uri === first);
  if (chosen === undefined) return kept;
  const others = kept.filter((entry) => entry !== chosen);
  const isBackup = ({ rendition }: LocatedRendition) => isSame(rendition, chosen.rendition);
  return [chosen, ...others.filter(isBackup), ...others.filter((entry) => !isBackup(entry))];
}

/** Whether two renditions are the same on another pathway or as a backup: all but URI and groups is equal. */
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
 * Moves all renditions that change places to the position of the last of them, including the lines between tag and URI,
 * so that no rendition moves above a definition that it needs.
 */
function movesTo(order: readonly LocatedRendition[], kept: readonly LocatedRendition[], text: string): Edit[] {
  const last = order.findLastIndex((entry, index) => entry !== kept[index]);
  const newline = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const moved = order.slice(0, last + 1).map((entry) => {
    const block = text.slice(startOf(entry), endOf(entry));
    return /[\r\n]$/.test(block) ? block : `${block}${newline}`;
  });
  return kept.slice(0, last + 1).map((entry, index) => {
    return { start: startOf(entry), end: endOf(entry), text: index === last ? moved.join('') : '' };
  });
}

function startOf({ lines }: LocatedRendition): number {
  return lines[0]?.start ?? 0;
}

function endOf({ lines }: LocatedRendition): number {
  return lines.at(-1)?.end ?? 0;
}

/** Whether an edit contains a definition, which other lines may depend on. */
function hasDefinition({ start, end }: Edit, text: string): boolean {
  return text.slice(start, end).includes('#EXT-X-DEFINE');
}

import { hasPicture, namesSound } from './choose-rendition.ts';
import { applyEdits, type Edit } from './edits.ts';
import { type LocatedRendition, locateRenditions, type Manifest, type Rendition } from './parse-manifest.ts';

export type RemovalReason = 'undecodable' | 'oversized' | 'hopeless';

export type Adaptation = {
  readonly remove: (rendition: Rendition) => RemovalReason | null;
  /** The absolute URI of the rendition that the player is to start with. */
  readonly first: string | null;
};

/**
 * Leaves out renditions and puts the chosen one first. It works on the original text: all other lines survive to the
 * letter. Removing never goes so far that nothing is left to play or to see. Where a change would mean more than that,
 * the text comes back as it was.
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

/** What was not UTF-8 has lost its bytes, and cannot be written as it was. */
function isReadable(text: string): boolean {
  return !text.includes('\uFFFD');
}

/** By its first rendition hls.js decides whether there is sound beside the alternatives. */
function soundsAlike({ media }: Manifest, before: LocatedRendition | undefined, after: LocatedRendition | undefined) {
  const hasMainSound = (located: LocatedRendition | undefined) =>
    located !== undefined && located.rendition.audioGroup === null && namesSound(located.rendition);
  return media.every(({ type }) => type !== 'AUDIO') || hasMainSound(before) === hasMainSound(after);
}

/** What is undecodable goes; if all that can be decoded would go, its lowest stays; if nothing can be decoded, all stays. */
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
 * All renditions that change places go to where the last of them stands, with the lines between tag and address: no
 * rendition moves up past the definitions that it needs.
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

/** Definitions are everybody's, whatever they stand between. */
function hasDefinition({ start, end }: Edit, text: string): boolean {
  return text.slice(start, end).includes('#EXT-X-DEFINE');
}

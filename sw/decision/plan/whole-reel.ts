import type { ReelInView } from '../../../src/shared/messages.ts';
import type { Outline } from '../playlist/outline.ts';
import { isManifest } from '../playlist/parse-manifest.ts';
import { type SavedTextRules, textToSave } from '../playlist/text-to-save.ts';
import { resourceKey } from '../resource/identity.ts';
import { type Identity, isExact, type Resource, resourceOf } from '../resource/resource.ts';
import { wishesFor } from './wishes.ts';

/** Thrown for a reel that can never be saved whole, whatever the network delivers. */
export class NotKeepableError extends Error {
  override readonly name = 'NotKeepableError';
}

/** Thrown for a reel that is still being broadcast: it can be saved once it has ended. */
export class StillLiveError extends Error {
  override readonly name = 'StillLiveError';
}

/** Lists every file that a player requests for the whole reel: manifest and playlists, keys, media, poster. */
export function filesOfReel(
  reel: ReelInView & { readonly keys?: boolean },
  outline: Outline,
  textUrls: readonly string[],
  identity: Identity,
): readonly Resource[] {
  if (isExact(reel.url, identity))
    throw new NotKeepableError(`${reel.url} differs from other reels only in its signature`);
  for (const { url, playlist } of outline.tracks) {
    if (playlist.isLive) throw new StillLiveError(`${url} is live`);
    if (playlist.keys.length > 0 && reel.keys !== true)
      throw new NotKeepableError(`${url} is encrypted, and the feed does not allow its keys to be saved`);
    const licensed = playlist.keys.find((key) => !/^https?:/.test(key));
    if (licensed !== undefined) throw new NotKeepableError(`${url} needs a licence, which cannot be saved`);
  }
  const goal = { reelId: reel.id, seconds: Number.POSITIVE_INFINITY, strategy: 'offline', reason: 'saved for offline' };
  const files = [
    ...textUrls.map((url) => resourceOf(url, null, identity)),
    ...outline.tracks.flatMap(({ playlist }) =>
      playlist.keys.map((url) => ({ ...resourceOf(url, null, identity), kind: 'key' as const })),
    ),
    ...wishesFor([goal], [{ reel, outline }], identity).map(({ resource }) => resource),
  ];
  return [...new Map(files.map((file) => [file.key, file])).values()];
}

/** Returns manifest and playlists as they are saved, by address, and a text that identifies this version of them. */
export function textsToSave(
  texts: ReadonlyMap<string, string>,
  { manifest }: Outline,
  { origins, volatileParameters, keyBase }: Identity,
): { readonly texts: ReadonlyMap<string, string>; readonly versionText: string } {
  const namesBelow = (base: string | undefined) => (url: string) =>
    resourceKey(url, origins, volatileParameters, undefined, base);
  const rewrite = (url: string, text: string, { nameOf, isSaved }: Omit<SavedTextRules, 'imported'>) =>
    // Only the manifest is read without imported variables; playlists may import the manifest's.
    textToSave(text, url, { imported: isManifest(text) ? null : (manifest?.variables ?? null), nameOf, isSaved });
  const all = [...texts];
  const forSaving = { nameOf: namesBelow(keyBase), isSaved: (address: string) => texts.has(address) };
  // Leaves the base out: a device that imports the reel may know the same origins by a different one.
  const forComparison = { nameOf: namesBelow(''), isSaved: () => true };
  const whole = all.map(([url, text]) => `${forComparison.nameOf(url)}\n${rewrite(url, text, forComparison)}`);
  return {
    texts: new Map(all.map(([url, text]) => [url, rewrite(url, text, forSaving)])),
    versionText: whole.toSorted().join('\n'),
  };
}

import type { View } from '../../src/shared/messages.ts';
import type { SavedReel } from '../../src/shared/saved.ts';
import type { SavedRecord } from '../../src/shared/saved-record.ts';
import { filesOfReel, textsToSave } from '../decision/plan/whole-reel.ts';
import { readOutline } from '../decision/playlist/outline-reader.ts';
import type { Manifest, Rendition } from '../decision/playlist/parse-manifest.ts';
import { type Identity, keyFor, type Resource, resourceOf } from '../decision/resource/resource.ts';
import { reelAt } from './reel-at.ts';
import { isLasting, problemOf } from './save-problem.ts';

/** A file as the cache has it. */
export type Savable = { readonly entry: { readonly key: string; readonly sizeBytes: number }; readonly body: Blob };

/** The files of a reel that are to be saved, and its manifest and playlists, which have been read already. */
export type ListedReel<File> = {
  readonly files: readonly Resource[];
  readonly texts: readonly File[];
  readonly version: string;
};

export type ListParts<File extends Savable> = {
  readonly network: { identity(): Promise<Identity> };
  /** Returns the reel with its current addresses: stored ones have no signatures. */
  readonly view: {
    withCurrentUrls(reel: SavedReel): SavedReel;
    readonly latest?: Pick<View, 'languages'> | undefined;
  };
  readonly planner: { choose(): Promise<(manifestUrl: string, manifest: Manifest) => Rendition> };
  /** Returns undefined if the file is not cached or must be revalidated. */
  readonly cache: { findCurrent(key: string): Promise<File | undefined> };
  readonly fetch: (resource: Resource) => Promise<File>;
};

/**
 * Lists the files of a reel, reading its manifest and playlists from the cache or the network. `savedKeys` are the
 * files of a reel that is already saved: its renditions are chosen again, even if others would be chosen today or on
 * this device, so that the versions can be compared.
 */
export async function listReel<File extends Savable>(
  record: SavedRecord,
  { network, view, planner, cache, fetch }: ListParts<File>,
  savedKeys: readonly string[] = [],
): Promise<ListedReel<File>> {
  const [identity, choose] = await Promise.all([network.identity(), planner.choose()]);
  const reel = view.withCurrentUrls(reelAt(identity, record));
  const textFiles = new Map<string, File>();
  const texts = new Map<string, string>();
  const failures = new Map<string, unknown>();
  const readText = async (url: string) => {
    if (failures.has(url)) return undefined;
    const resource = resourceOf(url, null, identity);
    try {
      const file = (await cache.findCurrent(resource.key)) ?? (await fetch(resource));
      textFiles.set(url, file);
      return await file.body.text();
    } catch (cause) {
      failures.set(url, cause);
      return undefined;
    }
  };
  const isSaved = (url: string | null) => url !== null && savedKeys.includes(keyFor(url, identity));
  const chooseAgain = (manifest: Manifest) => {
    const savedRenditions = manifest.renditions.filter(({ uri }) => isSaved(uri));
    // Some manifests list the same video once for each audio group.
    const isWithSound = ({ audioGroup }: Rendition) =>
      manifest.media.some(({ group, uri }) => group === audioGroup && isSaved(uri));
    return savedRenditions.find(isWithSound) ?? savedRenditions[0] ?? choose(reel.url, manifest);
  };
  const { languages } = view.latest ?? {};
  const source = { readText, choose: chooseAgain, languages, withAllCaptions: true, isSaved };
  const outline = await readOutline(reel, source, texts);
  const media = outline.manifest?.media ?? [];
  const captionUrls = new Set(media.flatMap(({ type, uri }) => (type === 'SUBTITLES' && uri !== null ? [uri] : [])));
  for (const [url, cause] of failures) if (!captionUrls.has(url) || !isLasting(problemOf(cause))) throw cause;
  // Captions that cannot be had are left out of the saved manifest too.
  for (const url of captionUrls) if (!outline.tracks.some((track) => track.url === url)) texts.delete(url);
  const files = filesOfReel(reel, { ...outline, missing: [] }, [...texts.keys()], identity);
  const { texts: savedTexts, versionText } = textsToSave(texts, outline, identity);
  const written = [...textFiles].flatMap(([url, file]) => {
    const text = savedTexts.get(url);
    return text === undefined ? [] : [withText(file, text)];
  });
  return { files, texts: written, version: await digestOf(versionText) };
}

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

function withText<File extends Savable>(file: File, text: string): File {
  const body = new Blob([text], { type: file.body.type });
  return { ...file, entry: { ...file.entry, sizeBytes: body.size }, body };
}

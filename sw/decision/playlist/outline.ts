import type { View } from '../../../src/shared/messages.ts';
import { distinguish, placeFor } from '../../../src/shared/tracks.ts';
import { isManifest, type Manifest, type MediaRendition, parseManifest, type Rendition } from './parse-manifest.ts';
import type { Playlist } from './parse-playlist.ts';
import { readPlaylist } from './read-playlist.ts';

export type Track = { readonly url: string; readonly playlist: Playlist };

/** What is known about a reel's files. It grows as the manifest and playlists are read. */
export type Outline = {
  /** Null if the reel's URL leads to a playlist directly. */
  readonly manifest: Manifest | null;
  /** The rendition that will be played. */
  readonly rendition: Rendition | null;
  /** The playlists of that rendition: video first, then separate sound if any, and the wanted captions. */
  readonly tracks: readonly Track[];
  /** URLs of the manifests and playlists that still have to be read. */
  readonly missing: readonly string[];
};

const unknown = { manifest: null, rendition: null, tracks: [] } as const;

export type OutlineRules = {
  readonly textOf: (url: string) => string | undefined;
  readonly choose: (manifest: Manifest) => Rendition;
  readonly languages?: View['languages'] | undefined;
  /** Includes captions in every language, as a saved reel has them. */
  readonly withAllCaptions?: boolean;
};

export function outlineReel(url: string, rules: OutlineRules): Outline {
  const { textOf, choose, languages, withAllCaptions = false } = rules;
  const text = textOf(url);
  if (text === undefined) return { ...unknown, missing: [url] };
  if (!isManifest(text)) return { ...unknown, tracks: [{ url, playlist: readPlaylist(text, url) }], missing: [] };
  const manifest = parseManifest(text, url);
  const rendition = choose(manifest);
  const tracks: Track[] = [];
  const missing: string[] = [];
  const { audio = null, captions = null } = languages ?? {};
  for (const playlistUrl of new Set([
    rendition.uri,
    soundOf(manifest, rendition, audio),
    ...captionsOf(manifest, rendition, captions, withAllCaptions),
  ])) {
    if (playlistUrl === null) continue;
    const playlistText = textOf(playlistUrl);
    if (playlistText === undefined) missing.push(playlistUrl);
    else tracks.push({ url: playlistUrl, playlist: readPlaylist(playlistText, playlistUrl, manifest.variables) });
  }
  return { manifest, rendition, tracks, missing };
}

/** Returns the sound that a player starts with: in the viewer's language, else the group's default, else its first. */
function soundOf(manifest: Manifest, { audioGroup }: Rendition, language: string | null): string | null {
  const sounds = choicesOf(manifest, 'AUDIO', audioGroup);
  return (sounds[placeFor(sounds, language)] ?? sounds.find(({ isDefault }) => isDefault) ?? sounds[0])?.uri ?? null;
}

function captionsOf(
  manifest: Manifest,
  { subtitlesGroup }: Rendition,
  language: string | null,
  withAll: boolean,
): (string | null)[] {
  const captions = choicesOf(manifest, 'SUBTITLES', subtitlesGroup);
  const chosen = placeFor(captions, language);
  return captions.filter((_, place) => withAll || place === chosen).map(({ uri }) => uri);
}

/** Returns the tracks of a group as the page offers them to the viewer. */
function choicesOf({ media }: Manifest, type: MediaRendition['type'], group: string | null) {
  const members = media.filter((one) => one.type === type && one.group === group);
  return distinguish(members.map((one) => ({ ...one, language: one.language ?? one.name, label: one.name })));
}

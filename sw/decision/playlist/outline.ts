import type { View } from '../../../src/shared/messages.ts';
import { distinguish, placeFor } from '../../../src/shared/tracks.ts';
import { isManifest, type Manifest, type MediaRendition, parseManifest, type Rendition } from './parse-manifest.ts';
import type { Playlist } from './parse-playlist.ts';
import { PlaylistError } from './playlist-error.ts';
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
  /** Whether a saved reel has this track: it keeps its sound, whatever is preferred by now. */
  readonly isSaved?: (url: string) => boolean;
};

export function outlineReel(url: string, rules: OutlineRules): Outline {
  const { textOf, choose, languages, withAllCaptions = false, isSaved } = rules;
  const text = textOf(url);
  if (text === undefined) return { ...unknown, missing: [url] };
  if (!isManifest(text)) return { ...unknown, tracks: [{ url, playlist: readPlaylist(text, url) }], missing: [] };
  const manifest = parseManifest(text, url);
  const rendition = choose(manifest);
  const tracks: Track[] = [];
  const missing: string[] = [];
  const { audio = null, captions = null } = languages ?? {};
  const captionUrls = captionsOf(manifest, rendition, captions, withAllCaptions);
  for (const playlistUrl of new Set([rendition.uri, soundOf(manifest, rendition, audio, isSaved), ...captionUrls])) {
    if (playlistUrl === null) continue;
    const playlistText = textOf(playlistUrl);
    if (playlistText === undefined) {
      missing.push(playlistUrl);
      continue;
    }
    const read = () => readPlaylist(playlistText, playlistUrl, manifest.variables);
    const playlist = captionUrls.includes(playlistUrl) ? usableCaptions(read) : read();
    if (playlist !== null) tracks.push({ url: playlistUrl, playlist });
  }
  return { manifest, rendition, tracks, missing };
}

/** A reel plays without captions that have no end or cannot be read. */
function usableCaptions(read: () => Playlist): Playlist | null {
  try {
    const playlist = read();
    return playlist.isLive ? null : playlist;
  } catch (cause) {
    if (cause instanceof PlaylistError) return null;
    throw cause;
  }
}

/** Returns the sound that a player starts with: in the viewer's language, else the group's default, else its first. */
function soundOf(
  manifest: Manifest,
  { audioGroup }: Rendition,
  language: string | null,
  isSaved: OutlineRules['isSaved'] = () => false,
): string | null {
  const sounds = choicesOf(manifest, 'AUDIO', audioGroup);
  const saved = sounds.find(({ uri }) => uri !== null && isSaved(uri));
  const preferred = saved ?? sounds[placeFor(sounds, language)];
  return (preferred ?? sounds.find(({ isDefault }) => isDefault) ?? sounds[0])?.uri ?? null;
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

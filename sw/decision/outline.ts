import { isManifest, type Manifest, parseManifest, type Rendition } from './playlist/parse-manifest.ts';
import { parsePlaylist, type Playlist } from './playlist/parse-playlist.ts';

export type Track = { readonly url: string; readonly playlist: Playlist };

/** What is known of a reel's files. It grows as manifest and playlists become known. */
export type Outline = {
  /** Null when the reel's address is a playlist itself. */
  readonly manifest: Manifest | null;
  /** The rendition that will be played. */
  readonly rendition: Rendition | null;
  /** The playlists of that rendition: picture first, then sound where it has its own. */
  readonly tracks: readonly Track[];
  /** Addresses of the texts that are still needed to know more. */
  readonly missing: readonly string[];
};

const unknown = { manifest: null, rendition: null, tracks: [] } as const;

export type OutlineRules = {
  readonly textOf: (url: string) => string | undefined;
  readonly choose: (manifest: Manifest) => Rendition;
};

export function outlineReel(url: string, { textOf, choose }: OutlineRules): Outline {
  const text = textOf(url);
  if (text === undefined) return { ...unknown, missing: [url] };
  if (!isManifest(text)) return { ...unknown, tracks: [{ url, playlist: parsePlaylist(text, url) }], missing: [] };
  const manifest = parseManifest(text, url);
  const rendition = choose(manifest);
  const tracks: Track[] = [];
  const missing: string[] = [];
  for (const playlistUrl of [rendition.uri, soundOf(manifest, rendition)]) {
    if (playlistUrl === null) continue;
    const playlistText = textOf(playlistUrl);
    if (playlistText === undefined) missing.push(playlistUrl);
    else tracks.push({ url: playlistUrl, playlist: parsePlaylist(playlistText, playlistUrl, manifest.variables) });
  }
  return { manifest, rendition, tracks, missing };
}

/** The sound that a player starts with: the group's default, else its first. */
function soundOf(manifest: Manifest, rendition: Rendition): string | null {
  const sounds = manifest.media.filter(({ type, group }) => type === 'AUDIO' && group === rendition.audioGroup);
  return (sounds.find(({ isDefault }) => isDefault) ?? sounds[0])?.uri ?? null;
}

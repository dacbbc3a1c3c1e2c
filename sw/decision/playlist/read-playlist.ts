import { noVariables, parsePlaylist, type Playlist } from './parse-playlist.ts';
import { inheritTimeIndex } from './time-index.ts';

type Read = { readonly text: string; readonly variables: string; readonly playlist: Playlist };

/** Enough for the reels near the viewer's place in a long feed, whose playlists every plan reads. */
const keptCharacters = 4 * 1024 * 1024;

const recentPlaylists = new Map<string, Read>();
let characters = 0;

/** Like `parsePlaylist`, but an unchanged text is parsed once, and a playlist that has grown keeps its time index. */
export function readPlaylist(text: string, url: string, imported = noVariables): Playlist {
  const variables = JSON.stringify([...imported]);
  const before = recentPlaylists.get(url);
  const isSame = before?.text === text && before.variables === variables;
  const playlist = isSame ? before.playlist : parsePlaylist(text, url, imported);
  if (before !== undefined && !isSame) inheritTimeIndex(playlist, before.playlist);
  forget(url);
  // Inserted as the latest: the least recently used playlist is dropped first.
  recentPlaylists.set(url, { text, variables, playlist });
  characters += text.length;
  for (const oldest of recentPlaylists.keys()) {
    if (characters <= keptCharacters || oldest === url) break;
    forget(oldest);
  }
  return playlist;
}

/** Forgets all playlists, since they may contain signatures of a viewer who has signed out. */
export function forgetPlaylists(): void {
  for (const url of recentPlaylists.keys()) forget(url);
}

function forget(url: string): void {
  characters -= recentPlaylists.get(url)?.text.length ?? 0;
  recentPlaylists.delete(url);
}

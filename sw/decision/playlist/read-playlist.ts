import { noVariables, parsePlaylist, type Playlist } from './parse-playlist.ts';
import { inheritTimeIndex } from './time-index.ts';

type Read = { readonly text: string; readonly variables: string; readonly playlist: Playlist };

/** Every plan reads the playlists of all coming reels: those of a long feed's neighbourhood stay at hand. */
const keptCharacters = 4 * 1024 * 1024;

const lately = new Map<string, Read>();
let characters = 0;

/** As `parsePlaylist`, but a text is read once as long as it stays the same, and one that has grown keeps its time index. */
export function readPlaylist(text: string, url: string, imported = noVariables): Playlist {
  const variables = JSON.stringify([...imported]);
  const before = lately.get(url);
  const isSame = before?.text === text && before.variables === variables;
  const playlist = isSame ? before.playlist : parsePlaylist(text, url, imported);
  if (before !== undefined && !isSame) inheritTimeIndex(playlist, before.playlist);
  forget(url);
  // As the latest: the one not asked for longest makes room.
  lately.set(url, { text, variables, playlist });
  characters += text.length;
  for (const oldest of lately.keys()) {
    if (characters <= keptCharacters || oldest === url) break;
    forget(oldest);
  }
  return playlist;
}

/** They may be signed for a viewer who has gone. */
export function forgetPlaylists(): void {
  for (const url of lately.keys()) forget(url);
}

function forget(url: string): void {
  characters -= lately.get(url)?.text.length ?? 0;
  lately.delete(url);
}

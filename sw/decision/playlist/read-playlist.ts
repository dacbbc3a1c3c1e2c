import { RecentTexts } from '../recent-texts.ts';
import { noVariables, parsePlaylist, type Playlist } from './parse-playlist.ts';
import { inheritTimeIndex } from './time-index.ts';

type Read = { readonly text: string; readonly variables: string; readonly playlist: Playlist };

/** Enough for the reels near the viewer's place in a long feed, whose playlists every plan reads. */
const recentPlaylists = new RecentTexts<Read>({ texts: 1000, characters: 4 * 1024 * 1024 });

/** Like `parsePlaylist`, but an unchanged text is parsed once, and a playlist that has grown keeps its time index. */
export function readPlaylist(text: string, url: string, imported = noVariables): Playlist {
  const variables = JSON.stringify([...imported]);
  const before = recentPlaylists.get(url);
  const isSame = before?.text === text && before.variables === variables;
  const playlist = isSame ? before.playlist : parsePlaylist(text, url, imported);
  if (before !== undefined && !isSame) inheritTimeIndex(playlist, before.playlist);
  recentPlaylists.set(url, { text, variables, playlist });
  return playlist;
}

/** Forgets all playlists, since they may contain signatures of a viewer who has signed out. */
export function forgetPlaylists(): void {
  recentPlaylists.clear();
}

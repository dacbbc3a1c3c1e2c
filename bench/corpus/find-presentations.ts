import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import type { Presentation } from './presentation.ts';

/** Returns what can be played in a folder of other media: MP4 files, and playlists that no other playlist refers to. */
export async function findPresentations(folder: string): Promise<Presentation[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const texts = await Promise.all(
    paths
      .filter((path) => path.endsWith('.m3u8'))
      .map(async (path) => ({ path, text: await readFile(join(folder, path), 'latin1') })),
  );
  const referencesByPath = new Map(texts.map(({ path, text }) => [path, referencesOf(path, text)]));
  const inPlaylists = new Set([...referencesByPath.values()].flatMap((targets) => [...targets]));
  const hls = texts
    .filter(({ path, text }) => !inPlaylists.has(path) && text.includes('#EXTM3U'))
    .map(({ path, text }) => {
      const all = [
        text,
        ...texts.filter((other) => referencesByPath.get(path)?.has(other.path)).map((other) => other.text),
      ];
      return presentation(path, 'hls', onlineReason(all.join('\n')));
    });
  const files = paths.filter((path) => /\.(mp4|m4v)$/i.test(path) && !inPlaylists.has(path));
  return [...hls, ...files.map((path) => presentation(path, 'mp4', null))];
}

function presentation(path: string, format: 'hls' | 'mp4', onlineBecause: string | null): Presentation {
  return { name: path, format, path, serving: 'plain', onlineBecause, trueSeconds: null };
}

function onlineReason(texts: string): string | null {
  if (/#EXT-X-KEY:(?!.*METHOD=NONE)/.test(texts)) return 'needs a key';
  return /#EXTINF/.test(texts) && !/#EXT-X-ENDLIST|PLAYLIST-TYPE:VOD/.test(texts) ? 'is live' : null;
}

/** Returns the paths that a playlist refers to, relative to the same folder. */
function referencesOf(path: string, text: string): Set<string> {
  const lines = text.split(/\r\n|\n|\r/);
  const uris = lines.flatMap((line) => {
    if (line.startsWith('#')) return [...line.matchAll(/\bURI="([^"]*)"/g)].map(([, uri = '']) => uri);
    return line.trim() === '' ? [] : [line.trim()];
  });
  return new Set(uris.map((uri) => posix.join(posix.dirname(path), uri.replace(/[?#].*$/, ''))));
}

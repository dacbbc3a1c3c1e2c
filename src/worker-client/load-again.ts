import { mp4Playlist, readMp4Address } from '../shared/mp4-address.ts';

/** A file or byte range that the page has loaded. */
export type LoadedFile = {
  readonly url: string;
  /** Null for the whole file. */
  readonly range: { readonly firstByte: number; readonly lastByte: number } | null;
  /** Whether it is a page of the feed or a playlist. */
  readonly isIndex?: boolean;
};

/** For this long a new worker may not know the page's reels yet, and leave their files to the browser. */
export const newWorkerMs = 2000;

/** Requests a file again that the page has loaded, so that the worker sees and keeps it. Returns the response. */
export async function loadAgain({ url, range }: LoadedFile): Promise<Response> {
  const headers = range === null ? {} : { range: `bytes=${range.firstByte}-${range.lastByte}` };
  // The browser cache still has a file loaded a moment ago: nothing has to cross the network again.
  const response = await fetch(url, { headers, cache: 'force-cache' });
  // Read the body to its end: the worker does not keep an aborted response.
  const body = await response.blob();
  if (!response.ok || readMp4Address(url)?.piece !== mp4Playlist) return response;
  for (const piece of piecesOf(await body.text())) await loadAgain({ url: new URL(piece, url).href, range: null });
  return response;
}

/** Returns the pieces of an MP4 file that the worker's playlist names. */
function piecesOf(playlist: string): string[] {
  const lines = playlist.split('\n');
  return lines.flatMap((line) =>
    line.startsWith('#') ? (/^#EXT-X-MAP:URI="([^"]+)"/.exec(line)?.[1] ?? []) : line || [],
  );
}

import { mp4Playlist, readMp4Address } from '../shared/mp4-address.ts';

/** A file, or the part of one, that the page loaded. */
export type LoadedFile = {
  readonly url: string;
  /** Null for all of it. */
  readonly range: { readonly firstByte: number; readonly lastByte: number } | null;
};

/** Has the worker see a file that the page has, so that it is kept. */
export async function loadAgain({ url, range }: LoadedFile): Promise<void> {
  const headers = range === null ? {} : { range: `bytes=${range.firstByte}-${range.lastByte}` };
  // The browser keeps what it has loaded a moment ago: nothing has to cross the network again.
  const response = await fetch(url, { headers, cache: 'force-cache' });
  // Read to its end: what is given up is not kept.
  const body = await response.blob();
  if (!response.ok || readMp4Address(url)?.piece !== mp4Playlist) return;
  for (const piece of piecesOf(await body.text())) await loadAgain({ url: new URL(piece, url).href, range: null });
}

/** Pieces of an MP4 file, by the playlist that the worker makes of it. */
function piecesOf(playlist: string): string[] {
  const lines = playlist.split('\n');
  return lines.flatMap((line) =>
    line.startsWith('#') ? (/^#EXT-X-MAP:URI="([^"]+)"/.exec(line)?.[1] ?? []) : line || [],
  );
}

import { isMediaFile } from './media-file.ts';

/**
 * A plain MP4 file is played as HLS through addresses below its own, which only the worker answers:
 * `<file>/nextreel/index.m3u8?<the file's query>`. They lie below the same origin as the file, so replicas, cache keys
 * and signatures work for them as for any other resource.
 */
export type Mp4Address = {
  readonly fileUrl: string;
  /** The playlist of the file, or one of the pieces that the playlist names. */
  readonly piece: string;
};

export const mp4Playlist = 'index.m3u8';
/** Lists the byte ranges of the file itself, for a video element that plays it directly. */
export const mp4Parts = 'parts.m3u8';

/** Returns the URL at which the worker serves the playlist of an MP4 file. */
export function playlistOfMp4(fileUrl: string): string {
  return pieceOfMp4(fileUrl, mp4Playlist);
}

/** Returns the URL at which the worker lists the parts of an MP4 file. */
export function partsOfMp4(fileUrl: string): string {
  return pieceOfMp4(fileUrl, mp4Parts);
}

/** MP4 fragments longer than this are split into chunks, so that a player can show the first before the last comes. */
export const longFragmentSeconds = 2.5;

export function pieceOfMp4(fileUrl: string, piece: string): string {
  const [, address = '', query = ''] = /^([^?#]*)(\?[^#]*)?/.exec(fileUrl) ?? [];
  return `${address}/nextreel/${piece}${query}`;
}

export function readMp4Address(url: string): Mp4Address | null {
  const [, address = '', piece = '', query = ''] = /^([^?#]+)\/nextreel\/([^?#]+)(\?[^#]*)?/.exec(url) ?? [];
  if (!isMediaFile(address)) return null;
  return { fileUrl: `${address}${query}`, piece };
}

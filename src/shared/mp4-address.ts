import { isMediaFile } from './media-file.ts';

/**
 * A plain MP4 file is played as HLS through addresses below its own, which only the worker answers:
 * `<file>/nextreel/index.m3u8?<the file's query>`. They lie below the same origin as the file, so replicas, cache keys
 * and signatures work for them as for any other resource.
 */
export type Mp4Address = {
  readonly fileUrl: string;
  /** What of the file: its playlist, or one of the pieces that the playlist names. */
  readonly piece: string;
};

export const mp4Playlist = 'index.m3u8';
/** The parts of the file itself, for a video element that reads it as it is. */
export const mp4Parts = 'parts.m3u8';

/** Where the worker serves an MP4 file's playlist. */
export function playlistOfMp4(fileUrl: string): string {
  return pieceOfMp4(fileUrl, mp4Playlist);
}

/** Where the worker lists the parts of an MP4 file. */
export function partsOfMp4(fileUrl: string): string {
  return pieceOfMp4(fileUrl, mp4Parts);
}

/** A fragment of an MP4 that is longer than this is made of chunks, of which a player may show the first before all are here. */
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

export type MediaKind = 'manifest-or-playlist' | 'segment' | 'captions' | 'poster' | 'mp4' | 'key' | 'other';

/** Files of the page itself, which are recognised by who requests them, not by their name. */
export type PageKind = 'feed-page' | 'app-file';

export type ResourceKind = MediaKind | PageKind;

/** An `mp4` may be a whole reel, an initialisation section or a file of byte-range segments: names do not differ. */
const extensionsOfKind: readonly (readonly [MediaKind, readonly string[]])[] = [
  ['manifest-or-playlist', ['m3u8', 'm3u']],
  ['segment', ['m4s', 'cmfv', 'cmfa', 'cmft', 'm4v', 'm4a', 'm4i', 'ts', 'aac', 'mp3', 'ac3', 'ec3']],
  ['captions', ['vtt', 'webvtt']],
  ['poster', ['jpg', 'jpeg', 'png', 'webp', 'avif']],
  ['mp4', ['mp4']],
  ['key', ['key']],
];

const kindOfExtension = new Map(
  extensionsOfKind.flatMap(([kind, extensions]) => extensions.map((extension) => [extension, kind] as const)),
);

/** Guesses the kind of a resource from the extension of its URL's path. */
export function kindOf(url: string): MediaKind {
  const [address = ''] = url.split(/[?#]/, 1);
  const extension = /\.([a-z0-9]+)$/i.exec(address)?.[1];
  return kindOfExtension.get(extension?.toLowerCase() ?? '') ?? 'other';
}

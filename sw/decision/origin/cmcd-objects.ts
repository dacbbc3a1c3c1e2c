import { dropOldest } from '../drop-oldest.ts';
import { isManifest, parseManifest } from '../playlist/parse-manifest.ts';
import { type InitSegment, parsePlaylist, type Playlist, type Segment } from '../playlist/parse-playlist.ts';
import type { ByteRange } from '../resource/identity.ts';
import { type Identity, keyFor } from '../resource/resource.ts';
import type { Cmcd } from './cmcd.ts';

/** What manifests and playlists say about a file before it is requested. */
export type CmcdObject = {
  readonly type: NonNullable<Cmcd['ot']>;
  readonly bitrateKbps: number | null;
  readonly topBitrateKbps: number | null;
  readonly durationMs: number | null;
  readonly isLive: boolean;
  readonly next: { readonly url: string; readonly range: ByteRange | null } | null;
  /** The key of the manifest that leads to the file, or of a playlist without a manifest. */
  readonly manifestKey: string;
};

type Stream = Pick<CmcdObject, 'type' | 'bitrateKbps' | 'topBitrateKbps' | 'manifestKey'>;
/** What a file's own playlist says about it. The manifest's part may become known later. */
type Listed = Pick<CmcdObject, 'durationMs' | 'isLive' | 'next'> & {
  readonly type: 'm' | 'i' | null;
  readonly playlistKey: string;
};

const maxObjects = 10_000;

/** Learns from manifests and playlists what each of their files is. */
export class CmcdObjects {
  readonly #manifests = new Map<string, CmcdObject>();
  readonly #listed = new Map<string, Listed>();
  readonly #streams = new Map<string, Stream>();

  find(key: string): CmcdObject | undefined {
    const listed = this.#listed.get(key);
    if (listed === undefined) return this.#manifests.get(key);
    const { playlistKey, type, ...own } = listed;
    // A playlist that no manifest lists is a reel by itself.
    const stream = this.#streams.get(playlistKey) ?? { ...unknown, type: 'av', manifestKey: playlistKey };
    return { ...stream, ...own, type: type ?? stream.type };
  }

  learn(text: string, url: string, identity: Identity): void {
    const keyOf = (uri: string, range: ByteRange | null = null) => keyFor(uri, identity, range);
    if (isManifest(text)) this.#learnManifest(text, url, keyOf);
    else this.#learnPlaylist(parsePlaylist(text, url), url, keyOf);
    for (const map of [this.#manifests, this.#listed, this.#streams]) dropOldest(map, maxObjects);
  }

  #learnManifest(text: string, url: string, keyOf: (uri: string) => string): void {
    const { renditions, media } = parseManifest(text, url);
    const manifestKey = keyOf(url);
    const top = Math.max(0, ...renditions.map(({ bandwidthBps }) => bandwidthBps));
    const topBitrateKbps = top > 0 ? top / 1000 : null;
    const first = renditions[0]?.uri;
    const next = first === undefined ? null : { url: first, range: null };
    this.#manifests.set(manifestKey, { ...unknown, type: 'm', topBitrateKbps, next, manifestKey });
    for (const { uri, bandwidthBps, audioGroup } of renditions) {
      const bitrateKbps = bandwidthBps > 0 ? bandwidthBps / 1000 : null;
      const type = audioGroup === null ? 'av' : 'v';
      this.#streams.set(keyOf(uri), { type, bitrateKbps, topBitrateKbps, manifestKey });
    }
    for (const { uri, type } of media) {
      if (uri === null) continue;
      const stream = { bitrateKbps: null, topBitrateKbps: null, manifestKey };
      this.#streams.set(keyOf(uri), { ...stream, type: type === 'AUDIO' ? 'a' : 'c' });
    }
  }

  #learnPlaylist(playlist: Playlist, url: string, keyOf: (uri: string, range?: ByteRange | null) => string): void {
    const playlistKey = keyOf(url);
    const { segments, isLive, initSegments } = playlist;
    const text = { playlistKey, isLive, durationMs: null };
    this.#listed.set(playlistKey, { ...text, type: 'm', next: nextOf(initSegments[0] ?? segments[0]) });
    for (const { uri, range } of initSegments) {
      this.#listed.set(keyOf(uri, range), { ...text, type: 'i', next: nextOf(segments[0]) });
    }
    for (const [index, { uri, range, durationSeconds }] of segments.entries()) {
      const durationMs = durationSeconds * 1000;
      const next = nextOf(segments[index + 1]);
      this.#listed.set(keyOf(uri, range), { playlistKey, isLive, durationMs, next, type: null });
    }
  }
}

const unknown = { bitrateKbps: null, topBitrateKbps: null, durationMs: null, isLive: false, next: null } as const;

function nextOf(file: Segment | InitSegment | undefined): CmcdObject['next'] {
  return file === undefined ? null : { url: file.uri, range: file.range };
}

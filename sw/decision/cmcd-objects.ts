import type { Cmcd } from './cmcd.ts';
import { isManifest, parseManifest } from './playlist/parse-manifest.ts';
import { type InitSegment, parsePlaylist, type Playlist, type Segment } from './playlist/parse-playlist.ts';
import type { ByteRange } from './resource/identity.ts';
import { type Identity, resourceOf } from './resource/resource.ts';

/** What is known of a file beforehand, from the texts that name it. */
export type CmcdObject = {
  readonly type: NonNullable<Cmcd['ot']>;
  readonly bitrateKbps: number | null;
  readonly topBitrateKbps: number | null;
  readonly durationMs: number | null;
  readonly isLive: boolean;
  readonly next: { readonly url: string; readonly range: ByteRange | null } | null;
  /** The manifest that leads to it. */
  readonly manifestKey: string;
};

type Stream = Pick<CmcdObject, 'type' | 'bitrateKbps' | 'topBitrateKbps' | 'manifestKey'>;

const mostObjects = 10_000;

/** Learns from manifests and playlists what each file is that they name. */
export class CmcdObjects {
  readonly #objects = new Map<string, CmcdObject>();
  readonly #streams = new Map<string, Stream>();

  find(key: string): CmcdObject | undefined {
    return this.#objects.get(key);
  }

  learn(text: string, url: string, identity: Identity): void {
    const keyOf = (uri: string, range: ByteRange | null = null) => resourceOf(uri, range, identity).key;
    if (isManifest(text)) this.#learnManifest(text, url, keyOf);
    else this.#learnPlaylist(parsePlaylist(text, url), url, keyOf);
    for (const map of [this.#objects, this.#streams]) {
      for (const oldest of map.keys()) {
        if (map.size <= mostObjects) break;
        map.delete(oldest);
      }
    }
  }

  #learnManifest(text: string, url: string, keyOf: (uri: string) => string): void {
    const { renditions, media } = parseManifest(text, url);
    const manifestKey = keyOf(url);
    const top = Math.max(0, ...renditions.map(({ bandwidthBps }) => bandwidthBps));
    const topBitrateKbps = top > 0 ? top / 1000 : null;
    const first = renditions[0]?.uri;
    const next = first === undefined ? null : { url: first, range: null };
    this.#objects.set(manifestKey, { ...unknown, type: 'm', topBitrateKbps, next, manifestKey });
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
    const key = keyOf(url);
    // A playlist that no manifest leads to is the reel itself.
    const stream = this.#streams.get(key) ?? { ...unknown, type: 'av' as const, manifestKey: key };
    const { segments, isLive, initSegments } = playlist;
    const known = { ...stream, isLive };
    const first = initSegments[0] ?? segments[0];
    this.#objects.set(key, { ...known, type: 'm', durationMs: null, next: nextOf(first) });
    for (const init of initSegments) {
      this.#objects.set(keyOf(init.uri, init.range), {
        ...known,
        type: 'i',
        durationMs: null,
        next: nextOf(segments[0]),
      });
    }
    for (const [index, { uri, range, durationSeconds }] of segments.entries()) {
      const durationMs = durationSeconds * 1000;
      this.#objects.set(keyOf(uri, range), { ...known, durationMs, next: nextOf(segments[index + 1]) });
    }
  }
}

const unknown = { bitrateKbps: null, topBitrateKbps: null, durationMs: null, isLive: false, next: null } as const;

function nextOf(file: Segment | InitSegment | undefined): CmcdObject['next'] {
  return file === undefined ? null : { url: file.uri, range: file.range };
}

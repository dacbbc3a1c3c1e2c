import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogueReel } from '../../demo/catalogue.ts';
import type { ReadMedia } from '../../demo/static-files.ts';
import { mp4Root } from '../contenders/contenders.ts';
import { parseManifest } from '../../sw/decision/playlist/parse-manifest.ts';
import { parsePlaylist } from '../../sw/decision/playlist/parse-playlist.ts';
import type { Visit } from './meter.ts';

export type Weight =
  | { readonly kind: 'segment'; readonly bytes: number }
  | { readonly kind: 'file'; readonly bytes: number; readonly reelId: string; readonly durationSeconds: number };

type Piece = { readonly path: string; readonly lines: number; readonly fromTenth: number; readonly toTenth: number };

const base = 'http://media/';
const originalOf = (path: string) => path.replace(/^\/copies\/\d+\//, '/');

/** Maps media files to their bytes, and to reels, moments and renditions. */
export class MediaMap {
  readonly #weights = new Map<string, Weight>();
  readonly #pieces = new Map<string, Piece[]>();
  readonly #lines: number[];

  private constructor(lines: readonly number[]) {
    this.#lines = [...new Set(lines)].toSorted((a, b) => a - b);
  }

  static async read(reels: readonly CatalogueReel[], media: ReadMedia): Promise<MediaMap> {
    const bodyOf = async (url: string) => (await media(new URL(url).pathname))?.body ?? Buffer.alloc(0);
    const manifests = await Promise.all(
      reels.map(async (reel) => {
        const url = `${base}${reel.src}`;
        return { reel, renditions: parseManifest((await bodyOf(url)).toString(), url).renditions };
      }),
    );
    const all = manifests.flatMap(({ renditions }) => renditions.map(({ height }) => height ?? 0));
    const map = new MediaMap(all);
    for (const { reel, renditions } of manifests) {
      const pieces: Piece[] = [];
      for (const { uri, height } of renditions) {
        const playlist = parsePlaylist((await bodyOf(uri)).toString(), uri);
        for (const { uri: url, startSeconds, durationSeconds } of playlist.segments) {
          const path = new URL(url).pathname;
          map.#weights.set(path, { kind: 'segment', bytes: (await bodyOf(url)).length });
          const [fromTenth, toTenth] = [startSeconds, startSeconds + durationSeconds].map((at) => Math.round(at * 10));
          pieces.push({ path, lines: height ?? 0, fromTenth: fromTenth ?? 0, toTenth: toTenth ?? 0 });
        }
      }
      map.#pieces.set(reel.id, pieces);
      const { size: bytes } = await stat(join(mp4Root, `${reel.id}.mp4`));
      const { id: reelId, durationSeconds } = reel;
      map.#weights.set(`/${reelId}.mp4`, { kind: 'file', bytes, reelId, durationSeconds });
    }
    return map;
  }

  find(path: string): Weight | undefined {
    return this.#weights.get(originalOf(path));
  }

  /** Returns the rank of a rendition by its height; 0 is the lowest. */
  rankOf(lines: number): number {
    return Math.max(
      0,
      this.#lines.findLastIndex((own) => own <= lines),
    );
  }

  /** Returns the paths of the segments that were at least partly shown, in the rendition that was shown. */
  watchedPaths({ reelId, shown }: Visit): string[] {
    const { id, folder } = placeOf(reelId);
    const moments = shown.map((moment) => moment.split(':').map(Number));
    return (this.#pieces.get(id) ?? [])
      .filter(({ lines, fromTenth, toTenth }) =>
        moments.some(([tenth = 0, own = 0]) => own === lines && tenth >= fromTenth && tenth < toTenth),
      )
      .map(({ path }) => `${folder}${path}`);
  }

  /** Returns the watched share of a plain file, from its start to the furthest moment that was shown. */
  watchedShare(path: string, visits: readonly Visit[]): number {
    const weight = this.find(path);
    if (weight?.kind !== 'file') return 0;
    const own = visits.filter(({ reelId }) => {
      const { id, folder } = placeOf(reelId);
      return id === weight.reelId && path === `${folder}/${id}.mp4`;
    });
    const furthest = Math.max(
      0,
      ...own.flatMap(({ shown }) => shown.map((moment) => Number(moment.split(':')[0]) / 10)),
    );
    return Math.min(1, furthest / weight.durationSeconds);
  }
}

/** `koi-2` is the second copy of `koi`. */
function placeOf(reelId: string): { readonly id: string; readonly folder: string } {
  const [, id = '', copy] = /^(.*?)(?:-(\d+))?$/.exec(reelId) ?? [];
  return { id, folder: copy === undefined ? '' : `/copies/${copy}` };
}

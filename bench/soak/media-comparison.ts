import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

const mediaRoot = new URL('../../demo/media/', import.meta.url);

/** Compares what players received with the files of the origins. */
export class MediaComparison {
  compared = 0;
  comparedBytes = 0;
  /** Segments of converted MP4 reels, which have no file to compare with. */
  converted = 0;
  readonly mismatches: string[] = [];
  readonly #files = new Map<string, Promise<Buffer>>();

  readonly compare = async (url: string, range: string | null, digest: string): Promise<void> => {
    // A copy has the same bytes as the original.
    const path = new URL(url).pathname.replace(/^\/(copies\/\d+\/)?/, '');
    if (path.includes('/nextreel/')) {
      this.converted += 1;
      return;
    }
    const reading = this.#files.get(path) ?? readFile(new URL(path, mediaRoot));
    this.#files.set(path, reading);
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    this.compared += 1;
    const file = await reading.catch(() => undefined);
    if (file === undefined) return void this.mismatches.push(`${url} is no file of the origin's`);
    const expected = first === undefined ? file : file.subarray(Number(first), Number(last) + 1);
    this.comparedBytes += expected.length;
    if (createHash('sha256').update(expected).digest('hex') !== digest) this.mismatches.push(`${url} ${range ?? ''}`);
  };
}

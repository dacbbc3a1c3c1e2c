import { pieceOfMp4, playlistOfMp4 } from '../../../src/shared/mp4-address.ts';
import type { Mp4Error } from '../../decision/mp4/mp4-error.ts';
import { Mp4Converter } from '../converter.ts';
import { FileOrigin, type FileScript } from './file-origin.ts';

const fileUrl = 'https://origin.example/reels/clip.mp4';

/** A converter between an origin and a store that keeps the index, as in a worker that may be restarted. */
export class TestWorker {
  readonly origin: FileOrigin;
  readonly refusals: Mp4Error[] = [];
  #kept: Blob | undefined;
  #converter: Mp4Converter;

  constructor(
    file: FileScript,
    readonly url = fileUrl,
  ) {
    this.origin = new FileOrigin(file);
    this.#converter = this.#start();
  }

  /** Restarts the converter: its memory is lost, and the stored index stays. */
  restart(): void {
    this.#converter = this.#start();
  }

  request(piece: string, request: RequestInit = {}): Promise<Response> {
    return this.#converter.answer(pieceOfMp4(this.url, piece), request);
  }

  async read(piece: string): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await this.request(piece);
    if (!answer.ok) throw new Error(`${piece}: status ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  async playlist(): Promise<{ readonly text: string; readonly url: string; readonly pieces: readonly string[] }> {
    const text = new TextDecoder().decode(await this.read('index.m3u8'));
    const init = /^#EXT-X-MAP:URI="([^"]+)"/m.exec(text)?.[1] ?? '';
    const fragments = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return { text, url: playlistOfMp4(this.url), pieces: [init, ...fragments] };
  }

  /** Reads the whole reel as a player does. */
  async readAll(): Promise<Uint8Array<ArrayBuffer>> {
    const { pieces } = await this.playlist();
    const bodies: Uint8Array<ArrayBuffer>[] = [];
    for (const piece of pieces) bodies.push(await this.read(piece));
    return new Uint8Array(await new Blob(bodies).arrayBuffer());
  }

  #start(): Mp4Converter {
    const converter: Mp4Converter = new Mp4Converter({
      fetch: this.origin.fetch,
      keyOf: async (indexUrl) => indexUrl,
      onRefused: (_url, error) => this.refusals.push(error),
      readPart: (partUrl, { firstByte, lastByte }) =>
        this.origin.fetch(partUrl, { headers: { range: `bytes=${firstByte}-${lastByte}` } }),
      readIndex: async (indexUrl, { isFresh }) => {
        if (!isFresh && this.#kept !== undefined) return this.#kept;
        const answer = await converter.answer(indexUrl, {});
        if (!answer.ok) throw new Error(`index: status ${answer.status}`);
        this.#kept = await answer.blob();
        return this.#kept;
      },
    });
    return converter;
  }
}

import { dropOldest } from '../decision/drop-oldest.ts';
import { mp4Parts, mp4Playlist, pieceOfMp4, readMp4Address } from '../../src/shared/mp4-address.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import { cutFragments, type Fragment } from '../decision/mp4/fragments.ts';
import { checkMovie } from '../decision/mp4/movie-check.ts';
import { Mp4Error } from '../decision/mp4/mp4-error.ts';
import { durationOf, writeParts } from '../decision/mp4/parts.ts';
import { layOut } from '../decision/mp4/payload.ts';
import { fragmentName, initName, writePlaylist } from '../decision/mp4/playlist.ts';
import { placeTracks } from '../decision/mp4/timeline.ts';
import { answerWith, type Content } from './answer.ts';
import { writeFragmentHeader } from '../decision/mp4/fragment-header.ts';
import { findIndex } from './index-finder.ts';
import { readKeptIndex, writeKeptIndex } from './kept-index.ts';
import { readMovie } from '../decision/mp4/movie-reader.ts';
import { FileChangedError, type FileVersion, NoBytesError, RemoteFile } from './remote-file.ts';

/** How the index is requested: like the piece that it is needed for. */
export type IndexRequest = {
  readonly headers: Readonly<Record<string, string>>;
  readonly priority: 'high' | 'low';
  readonly signal: AbortSignal | null;
};

/** Returns a file's index from the cache, or else by requesting its URL, which the converter answers itself. */
export type ReadIndex = (
  indexUrl: string,
  options: { readonly isFresh: boolean; readonly request: IndexRequest },
) => Promise<Blob>;

export type ReadPart = (fileUrl: string, range: ByteRange, request: IndexRequest) => Promise<Response>;

export type ConverterParts = {
  /** Fetches from the origins. */
  readonly fetch: typeof fetch;
  readonly readIndex: ReadIndex;
  /** Fetches a byte range of the file, which is cached as such. */
  readonly readPart: ReadPart;
  readonly keyOf: (indexUrl: string) => Promise<string>;
  readonly onRefused: (fileUrl: string, error: Mp4Error) => void;
};

type Movie = {
  readonly name: string;
  readonly init: Uint8Array<ArrayBuffer>;
  readonly fragments: readonly Fragment[];
  readonly file: FileVersion;
};

const indexName = 'index.mp4';
const moviesInMemory = 8;
/** A fragment has fewer chunks than this, so that chunk numbers increase across fragments. */
const mostChunks = 2 ** 16;
/** Tells the page that the browser's own player may do better. It causes neither a retry nor new signed addresses. */
const refusedStatus = 415;
const mediaType = 'video/mp4';
const playlistType = 'application/vnd.apple.mpegurl';

/** Answers the URLs below a plain MP4 file with a playlist and its pieces, made from byte ranges of the file. */
export class Mp4Converter {
  /** By key of the index, the most recently used last. */
  readonly #movies = new Map<string, Movie>();
  /** Keys of unusable indexes, so that repeated requests for such a reel cost no bytes. */
  readonly #refused = new Set<string>();

  constructor(readonly parts: ConverterParts) {}

  async answer(url: string, request: RequestInit): Promise<Response> {
    const address = readMp4Address(url);
    if (address === null) return this.parts.fetch(url, request);
    const { fileUrl, piece } = address;
    const key = await this.parts.keyOf(pieceOfMp4(fileUrl, indexName));
    if (this.#refused.has(key)) return new Response(null, { status: refusedStatus });
    try {
      if (piece === indexName) return await this.#answerIndex(new RemoteFile(fileUrl, request, this.parts.fetch));
      if (piece === mp4Parts) return await this.#answerParts(fileUrl, request);
      return await this.#answerPiece(key, fileUrl, piece, request);
    } catch (cause) {
      if (cause instanceof NoBytesError) return cause.answer;
      if (!(cause instanceof Mp4Error)) throw cause;
      this.parts.onRefused(fileUrl, cause);
      if (cause.reason === 'no-such-piece') return new Response(null, { status: 410 });
      // Other replicas may support ranges; every other reason lies in the file itself.
      if (cause.reason !== 'no-ranges') this.#refused.add(key);
      return new Response(null, { status: refusedStatus });
    }
  }

  async #answerIndex(file: RemoteFile): Promise<Response> {
    const index = await findIndex(file);
    const { version } = file;
    if (version === null) throw new TypeError(`${file.url}: an index was found in a file that was never read`);
    const bytes = writeKeptIndex({ index, file: version });
    return answerWith({ contentType: mediaType, parts: [bytes] }, file, version);
  }

  /** Lists the file's parts. The video element will first request the same ranges as are read here for the index. */
  async #answerParts(fileUrl: string, request: RequestInit): Promise<Response> {
    const read: ByteRange[] = [];
    const file = new RemoteFile(fileUrl, request, (_url, { headers } = {}) => {
      const range = readClosedRange(new Headers(headers).get('range'));
      read.push(range);
      return this.parts.readPart(fileUrl, range, indexRequestFor(request));
    });
    const index = await findIndex(file);
    const fileBytes = file.version?.fileBytes ?? (await this.#sizeOf(fileUrl, request));
    if (file.version === null || fileBytes === null)
      throw new Mp4Error('no-ranges', `${fileUrl} does not report its size`);
    const name = new URL(fileUrl).pathname.split('/').at(-1) ?? '';
    const bytes = new TextEncoder().encode(writeParts({ name, fileBytes, read, durationSeconds: durationOf(index) }));
    return answerWith({ contentType: playlistType, parts: [bytes] }, file, file.version);
  }

  /** Asks for the size by HEAD: cross-origin responses may hide Content-Range but always expose Content-Length. */
  async #sizeOf(fileUrl: string, { headers }: RequestInit): Promise<number | null> {
    const headHeaders = new Headers(headers);
    headHeaders.delete('range');
    const answer = await this.parts.fetch(fileUrl, { method: 'HEAD', headers: headHeaders });
    const length = answer.headers.get('content-length');
    return answer.ok && length !== null ? Number(length) : null;
  }

  /** Makes a playlist from the current version of the file, and pieces from the version that their playlist names. */
  async #answerPiece(key: string, fileUrl: string, piece: string, request: RequestInit): Promise<Response> {
    const indexRequest = indexRequestFor(request);
    const indexUrl = pieceOfMp4(fileUrl, indexName);
    const answer = (movie: Movie) =>
      answerWith(contentOf(movie, piece), new RemoteFile(fileUrl, request, this.parts.fetch, movie.file), movie.file);
    if (piece !== mp4Playlist) {
      const known =
        this.#movies.get(key) ?? (await this.#read(key, indexUrl, { isFresh: false, request: indexRequest }));
      this.#remember(key, known);
      try {
        if (belongsTo(known, piece)) return await answer(known);
      } catch (cause) {
        // The file may have been replaced by one with the same index.
        if (!(cause instanceof FileChangedError)) throw cause;
      }
    }
    return answer(await this.#read(key, indexUrl, { isFresh: true, request: indexRequest }));
  }

  #remember(key: string, movie: Movie): void {
    this.#movies.delete(key);
    this.#movies.set(key, movie);
    dropOldest(this.#movies, moviesInMemory);
  }

  async #read(key: string, indexUrl: string, options: Parameters<ReadIndex>[1]): Promise<Movie> {
    const body = await this.parts.readIndex(indexUrl, options);
    const { index, file } = readKeptIndex(new Uint8Array(await body.arrayBuffer()));
    const { tracks: indexed, init } = readMovie(index);
    const tracks = placeTracks(indexed);
    const fragments = cutFragments(tracks);
    checkMovie(tracks, fragments, file.fileBytes);
    const movie = { name: await nameOf(index), init, fragments, file };
    this.#remember(key, movie);
    return movie;
  }
}

function readClosedRange(header: string | null): ByteRange {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header ?? '') ?? [];
  return { firstByte: Number(first), lastByte: Number(last) };
}

function indexRequestFor({ headers, priority, signal }: RequestInit): IndexRequest {
  const { range: _range, 'if-range': _ifRange, ...others } = Object.fromEntries(new Headers(headers));
  return { headers: others, priority: priority === 'low' ? 'low' : 'high', signal: signal ?? null };
}

function belongsTo({ name }: Movie, piece: string): boolean {
  return piece.startsWith(`${name}/`);
}

function contentOf({ name, init, fragments }: Movie, piece: string): Content {
  if (piece === mp4Playlist) {
    const bytes = new TextEncoder().encode(writePlaylist(fragments, name));
    return { contentType: playlistType, parts: [bytes] };
  }
  if (piece === initName(name)) return { contentType: mediaType, parts: [init] };
  const number = Number(/\/(\d+)\.m4s$/.exec(piece)?.[1] ?? Number.NaN);
  const fragment = fragments[number];
  if (fragment === undefined || piece !== fragmentName(name, number)) {
    throw new Mp4Error('no-such-piece', `${piece} is none of the ${fragments.length} fragments of ${name}`);
  }
  const parts = layOut(fragment).flatMap((payload, place) => {
    return [writeFragmentHeader(payload, number * mostChunks + place + 1), ...payload.spans];
  });
  return { contentType: mediaType, parts };
}

/** Files with equal indexes have equal pieces. The leading number is raised when the same index is cut differently. */
async function nameOf(index: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', index));
  const start = [...digest.subarray(0, 6)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `3-${start}`;
}

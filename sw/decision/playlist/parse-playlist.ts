import type { ByteRange } from '../resource/identity.ts';
import { decimalNumber, parseAttributes, wholeNumber } from './attribute-list.ts';
import { PlaylistError } from './playlist-error.ts';
import { readLines, resolveUri } from './playlist-lines.ts';
import type { Line } from './playlist-lines.ts';
import { Variables } from './variables.ts';

export type InitSegment = { readonly uri: string; readonly range: ByteRange | null };

export type Segment = {
  readonly uri: string;
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly range: ByteRange | null;
  /** Into the playlist's `initSegments`. */
  readonly initIndex: number | null;
  readonly encrypted: boolean;
  /** The first segment after a discontinuity. */
  readonly discontinuity: boolean;
  /** The origin has announced that this segment is missing. */
  readonly gap: boolean;
};

export type Playlist = {
  /** It may still grow: neither ended nor declared unchangeable. */
  readonly isLive: boolean;
  /** All segments are listed. */
  readonly endList: boolean;
  /** The sequence number of the first segment. */
  readonly mediaSequence: number;
  readonly targetDurationSeconds: number;
  readonly totalSeconds: number;
  readonly segments: readonly Segment[];
  readonly initSegments: readonly InitSegment[];
  readonly keys: readonly string[];
};

export const noVariables: ReadonlyMap<string, string> = new Map();

/** `url` is where the text came from after redirects; `imported` are the variables of its manifest. */
export function parsePlaylist(text: string, url: string, imported = noVariables): Playlist {
  const reader = new PlaylistReader(url, imported);
  for (const line of readLines(text, url)) reader.read(line);
  return reader.finish();
}

class PlaylistReader {
  readonly #url: string;
  readonly #variables: Variables;
  readonly #segments: Segment[] = [];
  readonly #initSegments: InitSegment[] = [];
  readonly #keys = new Set<string>();
  #targetDurationSeconds: number | null = null;
  #mediaSequence = 0;
  #endList = false;
  #type = '';
  #totalSeconds = 0;
  #encrypted = false;
  // What has been said about the next segment.
  #announced = false;
  #durationSeconds = 0;
  #range: ByteRange | null = null;
  #discontinuity = false;
  #gap = false;

  constructor(url: string, imported: ReadonlyMap<string, string>) {
    this.#url = url;
    this.#variables = new Variables(url, imported);
  }

  read(line: Line): void {
    switch (line.tag) {
      case '':
        if (line.text !== '') this.#addSegment(line.text);
        break;
      case 'EXTINF':
        this.#announced = true;
        this.#durationSeconds = this.#readDuration(line.text);
        break;
      case 'EXT-X-PART':
        // A segment without EXTINF is as long as its parts.
        this.#durationSeconds += this.#readPartDuration(line);
        break;
      case 'EXT-X-BYTERANGE':
        this.#range = this.#readRange(line.text, this.#segments.at(-1)?.range ?? null);
        break;
      case 'EXT-X-MAP':
        this.#addInitSegment(line);
        break;
      case 'EXT-X-KEY':
        this.#readKey(line);
        break;
      case 'EXT-X-DISCONTINUITY':
        this.#discontinuity = true;
        break;
      case 'EXT-X-GAP':
        this.#gap = true;
        break;
      case 'EXT-X-TARGETDURATION':
        this.#targetDurationSeconds = wholeNumber(line.text);
        break;
      case 'EXT-X-MEDIA-SEQUENCE':
        this.#mediaSequence = wholeNumber(line.text) ?? 0;
        break;
      case 'EXT-X-PLAYLIST-TYPE':
        this.#type = line.text.toUpperCase();
        break;
      case 'EXT-X-ENDLIST':
        this.#endList = true;
        break;
      case 'EXT-X-DEFINE':
        this.#variables.define(this.#attributes(line));
        break;
      case 'EXT-X-SKIP':
        throw new PlaylistError(this.#url, 'is a delta update (EXT-X-SKIP) and lists only a part of its segments');
    }
  }

  finish(): Playlist {
    if (this.#announced) throw new PlaylistError(this.#url, 'ends after an EXTINF without its URI');
    if (this.#targetDurationSeconds === null) {
      throw new PlaylistError(this.#url, 'has no EXT-X-TARGETDURATION in whole seconds');
    }
    return {
      isLive: !this.#endList && this.#type !== 'VOD',
      endList: this.#endList,
      mediaSequence: this.#mediaSequence,
      targetDurationSeconds: this.#targetDurationSeconds,
      totalSeconds: this.#totalSeconds,
      segments: this.#segments,
      initSegments: this.#initSegments,
      keys: [...this.#keys],
    };
  }

  #attributes(line: Line): ReadonlyMap<string, string> {
    return parseAttributes(line.text, this.#variables.substitute);
  }

  #addSegment(uri: string): void {
    this.#segments.push({
      uri: resolveUri(this.#variables.substitute(uri), this.#url),
      startSeconds: this.#totalSeconds,
      durationSeconds: this.#durationSeconds,
      range: this.#range,
      initIndex: this.#initSegments.length === 0 ? null : this.#initSegments.length - 1,
      encrypted: this.#encrypted,
      discontinuity: this.#discontinuity,
      gap: this.#gap,
    });
    this.#totalSeconds += this.#durationSeconds;
    this.#announced = false;
    this.#durationSeconds = 0;
    this.#range = null;
    this.#discontinuity = false;
    this.#gap = false;
  }

  #addInitSegment(line: Line): void {
    const attributes = this.#attributes(line);
    const uri = attributes.get('URI');
    if (uri === undefined) throw new PlaylistError(this.#url, 'has an EXT-X-MAP without URI');
    const range = attributes.get('BYTERANGE');
    this.#initSegments.push({
      uri: resolveUri(uri, this.#url),
      range: range === undefined ? null : this.#readRange(range, null),
    });
  }

  #readKey(line: Line): void {
    const attributes = this.#attributes(line);
    this.#encrypted = attributes.get('METHOD') !== 'NONE';
    const uri = attributes.get('URI');
    if (this.#encrypted && uri !== undefined) this.#keys.add(resolveUri(uri, this.#url));
  }

  #readDuration(text: string): number {
    const number = /^\s*(\d+(?:\.\d*)?|\.\d+)(?:,|$)/.exec(text)?.[1];
    if (number === undefined) {
      throw new PlaylistError(this.#url, `has "EXTINF:${text}", which does not begin with seconds and a comma`);
    }
    return Number(number);
  }

  #readPartDuration(line: Line): number {
    const seconds = decimalNumber(this.#attributes(line).get('DURATION'));
    if (seconds === null) throw new PlaylistError(this.#url, 'has an EXT-X-PART without DURATION');
    return seconds;
  }

  /** Without an offset the range follows the one before it. */
  #readRange(text: string, previous: ByteRange | null): ByteRange {
    const [, length, offset] = /^(\d+)(?:@(\d+))?$/.exec(text.trim()) ?? [];
    const firstByte = offset === undefined ? (previous?.lastByte ?? -1) + 1 : Number(offset);
    const lastByte = firstByte + Number(length) - 1;
    if (!(lastByte >= firstByte && lastByte <= Number.MAX_SAFE_INTEGER)) {
      throw new PlaylistError(this.#url, `has the byte range "${text}", which is not <length>[@<offset>]`);
    }
    return { firstByte, lastByte };
  }
}

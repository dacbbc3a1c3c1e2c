import type { ByteRange } from '../resource/identity.ts';
import { decimalNumber, wholeNumber } from './attribute-list.ts';
import { HlsText, type Line } from './hls-text.ts';
import { textLimits } from './limits.ts';
import { quote } from './playlist-error.ts';
import { SegmentKeys } from './segment-keys.ts';

export type InitSegment = { readonly uri: string; readonly range: ByteRange | null };

export type Segment = {
  readonly uri: string;
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly range: ByteRange | null;
  /** The approximate bitrate that EXT-X-BITRATE announces. */
  readonly bitrateBps: number | null;
  /** An index into the playlist's `initSegments`. */
  readonly initIndex: number | null;
  readonly encrypted: boolean;
  /** The first segment after a discontinuity. */
  readonly discontinuity: boolean;
  /** The origin has announced that this segment is missing. */
  readonly gap: boolean;
};

export type Playlist = {
  /** It may still change: it has neither ended nor is its type VOD. */
  readonly isLive: boolean;
  /** It has ended: no segment will follow. */
  readonly endList: boolean;
  /** The sequence number of the first listed segment. */
  readonly mediaSequence: number;
  readonly targetDurationSeconds: number;
  /** Includes the segments that a delta update skips, and parts of a segment that is not complete yet. */
  readonly totalSeconds: number;
  readonly segments: readonly Segment[];
  readonly initSegments: readonly InitSegment[];
  /** The keys of the listed segments, each once. */
  readonly keys: readonly string[];
};

export const noVariables: ReadonlyMap<string, string> = new Map();

/** Parses a playlist. `url` is its URL after redirects; `imported` are the variables of its manifest. */
export function parsePlaylist(text: string, url: string, imported = noVariables): Playlist {
  const reader = new PlaylistReader(new HlsText(text, url, imported));
  return reader.read();
}

/** The first packets of a transport stream, which hold the tables of its contents. */
const maxTableBytes = 7 * 188;

class PlaylistReader {
  readonly #source: HlsText;
  readonly #keys: SegmentKeys;
  readonly #segments: Segment[] = [];
  readonly #initSegments: InitSegment[] = [];
  #targetDurationSeconds: number | null = null;
  #mediaSequence = 0;
  #skippedSegments = 0;
  #endList = false;
  #type = '';
  #totalSeconds = 0;
  #hasParts = false;
  #iFramesOnly = false;
  #discontinuities = 0;
  /** The discontinuity number of the last EXT-X-MAP; 0 after an implied one, -1 before any. */
  #mappedSince = -1;
  // What the tags so far say about the next segment.
  #durationSeconds = 0;
  #range: ByteRange | null = null;
  #discontinuity = false;
  #gap = false;
  /** Applies to all segments until the next EXT-X-BITRATE. */
  #bitrateBps: number | null = null;

  constructor(source: HlsText) {
    this.#source = source;
    this.#keys = new SegmentKeys(source);
  }

  read(): Playlist {
    for (const line of this.#source.lines()) this.#readLine(line);
    if (this.#targetDurationSeconds === null) {
      throw this.#source.error('has no EXT-X-TARGETDURATION in whole seconds');
    }
    const skippedSeconds = this.#skippedSegments * this.#targetDurationSeconds;
    return {
      isLive: !this.#endList && this.#type !== 'VOD',
      endList: this.#endList,
      mediaSequence: this.#mediaSequence + this.#skippedSegments,
      targetDurationSeconds: this.#targetDurationSeconds,
      totalSeconds: this.#totalSeconds + skippedSeconds + (this.#hasParts ? this.#durationSeconds : 0),
      segments: this.#segments,
      initSegments: this.#initSegments,
      keys: this.#keys.used,
    };
  }

  #readLine(line: Line): void {
    switch (line.tag) {
      case '':
        this.#addSegment(line.text);
        break;
      case 'EXTINF':
        this.#readDuration(line.text);
        break;
      case 'EXT-X-PART':
        // A segment without EXTINF lasts as long as its parts.
        this.#hasParts = true;
        this.#durationSeconds += decimalNumber(this.#source.attributesOf(line).get('DURATION')) ?? 0;
        break;
      case 'EXT-X-BYTERANGE':
        this.#range = readRange(line.text, this.#segments.at(-1)?.range ?? null);
        break;
      case 'EXT-X-MAP':
        this.#readMap(line);
        break;
      case 'EXT-X-KEY':
        this.#keys.read(line);
        break;
      case 'EXT-X-DISCONTINUITY':
        this.#discontinuity = true;
        this.#discontinuities += 1;
        break;
      case 'EXT-X-DISCONTINUITY-SEQUENCE':
        this.#discontinuities = wholeNumber(line.text) ?? 0;
        break;
      case 'EXT-X-BITRATE': {
        const kilobits = wholeNumber(line.text);
        this.#bitrateBps = kilobits === null || kilobits === 0 ? null : 1000 * kilobits;
        break;
      }
      case 'EXT-X-GAP':
        this.#gap = true;
        break;
      case 'EXT-X-TARGETDURATION':
        this.#targetDurationSeconds = wholeNumber(line.text) ?? this.#targetDurationSeconds;
        break;
      case 'EXT-X-MEDIA-SEQUENCE':
        this.#mediaSequence = wholeNumber(line.text) ?? 0;
        break;
      case 'EXT-X-SKIP':
        this.#skippedSegments = wholeNumber(this.#source.attributesOf(line).get('SKIPPED-SEGMENTS')) ?? 0;
        break;
      case 'EXT-X-PLAYLIST-TYPE':
        this.#type = line.text.toUpperCase();
        break;
      case 'EXT-X-I-FRAMES-ONLY':
        this.#iFramesOnly = true;
        break;
      case 'EXT-X-ENDLIST':
        this.#endList = true;
        break;
      case 'EXT-X-DEFINE':
        this.#source.define(line);
        break;
    }
  }

  #addSegment(text: string): void {
    const uri = this.#source.resolveNeeded(this.#source.substitute(text));
    const range = this.#range;
    // An I-frame in the middle of a transport stream also needs the tables at the beginning of the file.
    if (this.#iFramesOnly && range !== null && range.firstByte > 0 && this.#mappedSince !== this.#discontinuities) {
      const lastByte = Math.min(range.firstByte, maxTableBytes) - 1;
      this.#initSegments.push({ uri, range: { firstByte: 0, lastByte } });
      this.#mappedSince = 0;
    }
    this.#keys.use();
    this.#segments.push({
      uri,
      startSeconds: this.#totalSeconds,
      durationSeconds: this.#durationSeconds,
      range,
      bitrateBps: range === null ? this.#bitrateBps : null,
      initIndex: this.#initSegments.length === 0 ? null : this.#initSegments.length - 1,
      encrypted: this.#keys.areNeeded,
      discontinuity: this.#discontinuity,
      gap: this.#gap,
    });
    const { segments } = textLimits;
    if (this.#segments.length > segments) throw this.#source.error(`lists more than ${segments} segments`);
    this.#totalSeconds += this.#durationSeconds;
    this.#durationSeconds = 0;
    this.#range = null;
    this.#discontinuity = false;
    this.#gap = false;
  }

  #readMap(line: Line): void {
    const attributes = this.#source.attributesOf(line);
    const uri = attributes.get('URI');
    if (uri === undefined || uri === '') throw this.#source.error('has an EXT-X-MAP without URI');
    const range = attributes.get('BYTERANGE');
    this.#initSegments.push({
      uri: this.#source.resolveNeeded(uri),
      range: range === undefined ? null : readRange(range, null),
    });
    this.#mappedSince = this.#discontinuities;
    this.#keys.use();
  }

  #readDuration(text: string): void {
    const match = /^\s*(\d+(?:\.\d*)?|\.\d+)?(?:,|$)/.exec(text);
    const seconds = Number(match?.[1] ?? this.#durationSeconds);
    if (match === null || !Number.isFinite(seconds)) {
      throw this.#source.error(`has ${quote(`EXTINF:${text}`)}, which does not begin with seconds and a comma`);
    }
    this.#durationSeconds = seconds;
  }
}

/** Without an offset the range follows the previous one. Null if invalid: players then request the whole file. */
function readRange(text: string, previous: ByteRange | null): ByteRange | null {
  const [length = null, offset] = text.split('@', 2).map(wholeNumber);
  const firstByte = offset === undefined ? (previous?.lastByte ?? -1) + 1 : offset;
  if (length === null || length === 0 || firstByte === null) return null;
  return { firstByte, lastByte: firstByte + length - 1 };
}

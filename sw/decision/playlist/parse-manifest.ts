import { type Attributes, decimalNumber, wholeNumber } from './attribute-list.ts';
import { HlsText, isHls, type Line } from './hls-text.ts';
import { textLimits } from './limits.ts';

export type Rendition = {
  readonly uri: string;
  /** 0 if the manifest does not state it. */
  readonly bandwidthBps: number;
  readonly averageBandwidthBps: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
  readonly codecs: string | null;
  /** Of high dynamic range (HDR): PQ or HLG. */
  readonly isHighRange: boolean;
  readonly audioGroup: string | null;
  readonly subtitlesGroup: string | null;
};

export type MediaRendition = {
  readonly type: 'AUDIO' | 'SUBTITLES';
  readonly group: string;
  readonly name: string;
  readonly language: string | null;
  /** Null if the media is part of the renditions themselves. */
  readonly uri: string | null;
  readonly isDefault: boolean;
};

export type Manifest = {
  readonly renditions: readonly Rendition[];
  readonly media: readonly MediaRendition[];
  /** For the playlists that import them. */
  readonly variables: ReadonlyMap<string, string>;
};

/** A rendition's lines in the text: its EXT-X-STREAM-INF, preceding ones without a URI of their own, and its URI. */
export type LocatedRendition = { readonly rendition: Rendition; readonly lines: readonly Line[] };

/** Whether a text is a manifest, which lists renditions, and not a playlist, which lists the segments of one. */
export function isManifest(text: string): boolean {
  return isHls(text) && /^#EXT-X-STREAM-INF:/m.test(text) && !/^#EXT(?:INF|-X-TARGETDURATION):/m.test(text);
}

/** Parses a manifest. `url` is its URL after redirects. */
export function parseManifest(text: string, url: string): Manifest {
  return locateRenditions(text, url).manifest;
}

export function locateRenditions(text: string, url: string): { manifest: Manifest; located: LocatedRendition[] } {
  const source = new HlsText(text, url, null);
  const located: LocatedRendition[] = [];
  const mediaLines: Line[] = [];
  let announced: { readonly attributes: Attributes; readonly lines: Line[] } | null = null;
  for (const line of source.lines()) {
    switch (line.tag) {
      case 'EXT-X-DEFINE':
        source.define(line);
        break;
      case 'EXT-X-STREAM-INF':
        // The first of several in a row applies, as in hls.js.
        if (announced !== null) announced.lines.push(line);
        else if (line.text !== '') announced = { attributes: source.attributesOf(line), lines: [line] };
        break;
      case 'EXT-X-MEDIA':
        mediaLines.push(line);
        break;
      case '':
        if (announced !== null) {
          const uri = source.resolve(source.substitute(line.text));
          const { attributes, lines } = announced;
          if (uri !== null) located.push({ rendition: readRendition(attributes, uri), lines: [...lines, line] });
          announced = null;
        }
        break;
    }
    if (Math.max(located.length, mediaLines.length) > textLimits.renditions) {
      throw source.error(`lists more than ${textLimits.renditions} renditions`);
    }
  }
  if (located.length === 0) throw source.error('lists no rendition');
  const renditions = located.map(({ rendition }) => rendition);
  // Read last, as in hls.js, so that all variables of the manifest are defined.
  const media = mediaLines.flatMap((line) => readMedia(source.attributesOf(line), source));
  return { manifest: { renditions, media, variables: source.variables }, located };
}

function readRendition(attributes: Attributes, uri: string): Rendition {
  const averageBandwidthBps = wholeNumber(attributes.get('AVERAGE-BANDWIDTH'));
  const [, width, height] = /^(\d+)x(\d+)$/.exec(attributes.get('RESOLUTION') ?? '') ?? [];
  return {
    uri,
    bandwidthBps: wholeNumber(attributes.get('BANDWIDTH')) || (averageBandwidthBps ?? 0),
    averageBandwidthBps,
    width: wholeNumber(width),
    height: wholeNumber(height),
    frameRate: decimalNumber(attributes.get('FRAME-RATE')),
    codecs: attributes.get('CODECS') ?? null,
    isHighRange: (attributes.get('VIDEO-RANGE') ?? 'SDR') !== 'SDR',
    audioGroup: attributes.get('AUDIO') ?? null,
    subtitlesGroup: attributes.get('SUBTITLES') ?? null,
  };
}

function readMedia(attributes: Attributes, source: HlsText): MediaRendition[] {
  const type = attributes.get('TYPE');
  if (type !== 'AUDIO' && type !== 'SUBTITLES') return [];
  const written = attributes.get('URI') ?? '';
  const uri = written === '' ? null : source.resolve(written);
  // No player can request it.
  if (written !== '' && uri === null) return [];
  const language = attributes.get('LANGUAGE') ?? null;
  return [
    {
      type,
      group: attributes.get('GROUP-ID') ?? '',
      name: attributes.get('NAME') ?? language ?? '',
      language,
      uri,
      isDefault: attributes.get('DEFAULT') === 'YES',
    },
  ];
}

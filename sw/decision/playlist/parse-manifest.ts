import { decimalNumber, parseAttributes, wholeNumber } from './attribute-list.ts';
import type { Attributes } from './attribute-list.ts';
import { PlaylistError } from './playlist-error.ts';
import { isHls, readLines, resolveUri } from './playlist-lines.ts';
import { Variables } from './variables.ts';

export type Rendition = {
  readonly uri: string;
  /** 0 when the manifest does not say. */
  readonly bandwidthBps: number;
  readonly averageBandwidthBps: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
  readonly codecs: string | null;
  readonly audioGroup: string | null;
  readonly subtitlesGroup: string | null;
  /** Of content steering. */
  readonly pathway: string | null;
  readonly stableId: string | null;
};

export type MediaRendition = {
  readonly type: 'AUDIO' | 'SUBTITLES';
  readonly group: string;
  readonly name: string;
  readonly language: string | null;
  /** Null when the media is part of the renditions themselves. */
  readonly uri: string | null;
  readonly isDefault: boolean;
  readonly autoselect: boolean;
};

export type Manifest = {
  readonly renditions: readonly Rendition[];
  readonly media: readonly MediaRendition[];
  /** For the playlists that import them. */
  readonly variables: ReadonlyMap<string, string>;
};

/** Where a rendition stands in the text: its EXT-X-STREAM-INF lines (more than one only when URIs are missing) and URI. */
export type RenditionLines = {
  readonly rendition: Rendition;
  readonly tagLines: readonly number[];
  readonly uriLine: number;
};

/** A manifest lists renditions; a playlist lists the segments of one. */
export function isManifest(text: string): boolean {
  return isHls(text) && /^#EXT-X-STREAM-INF:/m.test(text) && !/^#EXT(?:INF|-X-TARGETDURATION):/m.test(text);
}

/** `url` is where the text came from after redirects. */
export function parseManifest(text: string, url: string): Manifest {
  return locateRenditions(text, url).manifest;
}

export function locateRenditions(text: string, url: string): { manifest: Manifest; located: RenditionLines[] } {
  const variables = new Variables(url, new Map());
  const located: RenditionLines[] = [];
  const media: MediaRendition[] = [];
  let pending: { attributes: Attributes; tagLines: number[] } | null = null;
  for (const [number, line] of readLines(text, url).entries()) {
    const attributes = () => parseAttributes(line.text, variables.substitute);
    switch (line.tag) {
      case 'EXT-X-DEFINE':
        variables.define(attributes());
        break;
      case 'EXT-X-STREAM-INF':
        if (line.text === '') throw new PlaylistError(url, 'has an EXT-X-STREAM-INF without attributes');
        // Of several in a row the first counts, as in hls.js.
        if (pending === null) pending = { attributes: attributes(), tagLines: [number] };
        else pending.tagLines.push(number);
        break;
      case 'EXT-X-MEDIA':
        media.push(...readMedia(attributes(), url));
        break;
      case 'EXT-X-I-FRAME-STREAM-INF':
      case 'EXT-X-CONTENT-STEERING':
      case 'EXT-X-SESSION-DATA':
      case 'EXT-X-SESSION-KEY':
        // Not needed here, but a player refuses a manifest with an unknown variable in any of them.
        attributes();
        break;
      case '':
        if (line.text !== '' && pending !== null) {
          const uri = resolveUri(variables.substitute(line.text), url);
          located.push({
            rendition: readRendition(pending.attributes, uri),
            tagLines: pending.tagLines,
            uriLine: number,
          });
          pending = null;
        }
        break;
    }
  }
  if (pending !== null) throw new PlaylistError(url, 'ends after an EXT-X-STREAM-INF without its URI');
  if (located.length === 0) throw new PlaylistError(url, 'lists no rendition');
  const renditions = located.map(({ rendition }) => rendition);
  return { manifest: { renditions, media, variables: variables.values }, located };
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
    audioGroup: attributes.get('AUDIO') ?? null,
    subtitlesGroup: attributes.get('SUBTITLES') ?? null,
    pathway: attributes.get('PATHWAY-ID') ?? null,
    stableId: attributes.get('STABLE-VARIANT-ID') ?? null,
  };
}

function readMedia(attributes: Attributes, url: string): MediaRendition[] {
  const type = attributes.get('TYPE');
  if (type !== 'AUDIO' && type !== 'SUBTITLES') return [];
  const uri = attributes.get('URI');
  const language = attributes.get('LANGUAGE') ?? null;
  return [
    {
      type,
      group: attributes.get('GROUP-ID') ?? '',
      name: attributes.get('NAME') ?? language ?? '',
      language,
      uri: uri === undefined || uri === '' ? null : resolveUri(uri, url),
      isDefault: attributes.get('DEFAULT') === 'YES',
      autoselect: attributes.get('AUTOSELECT') === 'YES',
    },
  ];
}

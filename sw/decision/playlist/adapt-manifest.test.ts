import { describe, expect, test } from 'vitest';
import { adaptManifest, type Adaptation, type RemovalReason } from './adapt-manifest.ts';
import type { Rendition } from './parse-manifest.ts';
import { PlaylistError } from './playlist-error.ts';

const url = 'https://a.example/reel/manifest.m3u8';
const head = '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-VENDOR:Kept, "to the letter"\n';
const low = '#EXT-X-STREAM-INF:BANDWIDTH=400000,RESOLUTION=360x640,CODECS="avc1.1", X-ODD=a=b\nlow.m3u8\n';
const middle = '#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=540x960,CODECS="avc1.2"\nmiddle.m3u8\n';
const high = '#EXT-X-STREAM-INF:BANDWIDTH=1600000,RESOLUTION=1080x1920,CODECS="avc1.3"\nhigh.m3u8\n';
const modern = '#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=540x960,CODECS="av01.0"\nmodern.m3u8\n';
const sound = '#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.2"\nsound.m3u8\n';
const tail = '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=90000,URI="iframes.m3u8"\n';

function adapt(text: string, adaptation: Partial<Adaptation>): string {
  return adaptManifest(text, url, { remove: () => null, first: null, ...adaptation });
}

function removing(reasons: Record<string, RemovalReason>): Adaptation['remove'] {
  return ({ uri }: Rendition) => reasons[uri.replace(/^.*\/|\.m3u8.*$/g, '')] ?? null;
}

function at(name: string): string {
  return `https://a.example/reel/${name}.m3u8`;
}

function onB(rendition: string): string {
  return rendition.replace(/(\w+)\.m3u8/, 'https://b.example/$1.m3u8');
}

function crlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

describe('removing renditions', () => {
  test('leaves every other line as it was', () => {
    const text = head + low + modern + middle + tail;
    expect(adapt(text, { remove: removing({ modern: 'undecodable' }) })).toBe(head + low + middle + tail);
  });

  test('keeps the lowest decodable rendition if all would be removed', () => {
    const remove = removing({ modern: 'undecodable', low: 'hopeless', middle: 'hopeless', high: 'oversized' });
    expect(adapt(head + high + modern + low + middle, { remove })).toBe(head + low);
  });

  test('removes nothing if no rendition can be decoded', () => {
    const text = head + low + high;
    expect(adapt(text, { remove: () => 'undecodable' })).toBe(text);
  });

  test('keeps a rendition with pictures even if one of sound only would remain', () => {
    const remove = removing({ low: 'oversized', high: 'oversized' });
    expect(adapt(head + sound + low + high, { remove })).toBe(head + sound + low);
  });

  test('may remove a rendition of sound only', () => {
    expect(adapt(head + sound + low, { remove: removing({ sound: 'hopeless' }) })).toBe(head + low);
  });

  test('keeps the backups of the last remaining rendition', () => {
    const backup = low.replace('low.m3u8', 'https://b.example/low.m3u8');
    const text = head + high + low + backup;
    expect(adapt(text, { remove: () => 'hopeless' })).toBe(head + low + backup);
  });

  test('keeps other lines between tag and URI', () => {
    const text = `${head}${low}#EXT-X-STREAM-INF:BANDWIDTH=9\n# note\n#EXT-X-DEFINE:NAME="a",VALUE="b"\nhigh.m3u8\n${middle}`;
    expect(adapt(text, { remove: removing({ high: 'oversized' }) })).toBe(
      `${head}${low}# note\n#EXT-X-DEFINE:NAME="a",VALUE="b"\n${middle}`,
    );
  });

  test('also removes a preceding tag without a URI of its own', () => {
    const text = `${head}#EXT-X-STREAM-INF:BANDWIDTH=8\n#EXT-X-STREAM-INF:BANDWIDTH=9\nhigh.m3u8\n${low}`;
    expect(adapt(text, { remove: removing({ high: 'oversized' }) })).toBe(head + low);
  });
});

describe('putting a rendition first', () => {
  test('keeps the order of the others', () => {
    expect(adapt(head + low + middle + high + tail, { first: at('high') })).toBe(head + high + low + middle + tail);
    expect(adapt(head + low + middle + high + tail, { first: at('middle') })).toBe(head + middle + low + high + tail);
  });

  test('changes no order if it is already first, unknown or removed', () => {
    const text = head + low + high + tail;
    expect(adapt(text, { first: at('low') })).toBe(text);
    expect(adapt(text, { first: at('other') })).toBe(text);
    expect(adapt(text, { first: at('high'), remove: removing({ high: 'oversized' }) })).toBe(head + low + tail);
  });

  test('moves its backups along', () => {
    const text = head + low + high + onB(low) + onB(high) + tail;
    expect(adapt(text, { first: at('high') })).toBe(head + high + onB(high) + low + onB(low) + tail);
    expect(adapt(text, { first: 'https://b.example/high.m3u8' })).toBe(head + onB(high) + high + low + onB(low) + tail);
  });

  test('never moves a rendition above the definition that it uses', () => {
    const define = '#EXT-X-DEFINE:NAME="t",VALUE="1"\n';
    const signed = '#EXT-X-STREAM-INF:BANDWIDTH=1\nhigh.m3u8?t={$t}\n';
    const adapted = adapt(head + low + define + signed + tail, { first: `${at('high')}?t=1` });
    expect(adapted).toBe(head + define + signed + low + tail);
  });

  test('moves notes along with their rendition', () => {
    const noted = '#EXT-X-STREAM-INF:BANDWIDTH=1\n# note\n#EXT-X-NOTE\nlow.m3u8\n';
    expect(adapt(head + noted + high, { first: at('high') })).toBe(`${head}${high}${noted}`);
  });

  test('keeps CRLF, and terminates a last line that had no line end', () => {
    const text = crlf(head + low + high).slice(0, -2);
    expect(adapt(text, { first: at('high') })).toBe(crlf(head + high + low));
    expect(adapt(`\uFEFF${text}`, { first: at('high') })).toBe(`\uFEFF${crlf(head + high + low)}`);
  });

  test('works together with removal', () => {
    const text = head + modern + low + middle + high + tail;
    const remove = removing({ modern: 'undecodable', high: 'oversized' });
    expect(adapt(text, { first: at('middle'), remove })).toBe(head + middle + low + tail);
  });
});

test.each([
  ['a definition would move', '#EXT-X-STREAM-INF:BANDWIDTH=1\n#EXT-X-DEFINE:NAME="a",VALUE="b"\nlow.m3u8\n'],
  [
    'hls.js would start with a different sound',
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="g",NAME="n",URI="n.m3u8"\n` +
      '#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.1,mp4a.40.2",AUDIO="g"\nlow.m3u8\n',
  ],
  [
    'it contains bytes that are not UTF-8',
    '#EXT-X-SESSION-DATA:VALUE="Caf\uFFFD"\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n',
  ],
])('a manifest is returned unchanged if %s', (_, lines) => {
  const lead = '#EXT-X-STREAM-INF:BANDWIDTH=2,CODECS="avc1.2,mp4a.40.2"\nhigh.m3u8\n';
  expect(adapt(`#EXTM3U\n${lines}${lead}`, { first: at('high') })).toBe(`#EXTM3U\n${lines}${lead}`);
});

test('a text that is not a manifest is refused with a PlaylistError', () => {
  expect(() => adapt('<html>', {})).toThrow(PlaylistError);
});

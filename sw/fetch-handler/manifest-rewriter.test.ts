import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { RewriteConditions } from '../decision/playlist/manifest-rewrite.ts';
import { type Manifest, parseManifest, type Rendition } from '../decision/playlist/parse-manifest.ts';
import { ManifestRewriter } from './manifest-rewriter.ts';

const url = 'https://a.example/reel/main.m3u8';
const key = 'reel/main.m3u8';
const listing = (...heights: number[]) =>
  [
    '#EXTM3U',
    ...heights.map((height) => `#EXT-X-STREAM-INF:BANDWIDTH=${height}000,RESOLUTION=9x${height}\n${height}.m3u8`),
  ].join('\n');
const text = listing(360, 640, 960);

let conditions: Omit<RewriteConditions, 'first'>;
let chosen: string | undefined;
const choose = vi.fn<(url: string, manifest: Manifest) => Promise<Rendition>>();
let rewriter: ManifestRewriter;

beforeEach(() => {
  conditions = { undecodableCodecs: [], maxHeight: null, hopelessAboveBps: null };
  chosen = undefined;
  choose.mockReset().mockImplementation((_, { renditions }) => {
    const rendition = renditions.at(-1);
    if (rendition === undefined) throw new Error('no rendition');
    chosen = rendition.uri;
    return Promise.resolve(rendition);
  });
  rewriter = new ManifestRewriter({ conditions: () => conditions, chosen: () => chosen });
});

const heightsOf = (rewritten: string) => parseManifest(rewritten, url).renditions.map(({ height }) => height);
const rewrite = async (more: object = {}) => (await rewriter.rewrite({ key, url, text, ...more }, choose)).text;

describe('a manifest', () => {
  it('starts with the chosen rendition', async () => {
    expect(heightsOf(await rewrite())).toEqual([960, 360, 640]);
  });

  it('is parsed once for each set of conditions', async () => {
    const first = await rewrite();
    expect(await rewrite()).toBe(first);
    expect(choose).toHaveBeenCalledTimes(1);
    conditions = { ...conditions, maxHeight: 300 };
    expect(heightsOf(await rewrite())).toEqual([960, 360]);
    conditions = { ...conditions, maxHeight: null };
    expect(await rewrite()).toBe(first);
    expect(choose).toHaveBeenCalledTimes(2);
  });

  it('is parsed again when another rendition is chosen', async () => {
    await rewrite();
    chosen = 'https://a.example/reel/640.m3u8';
    await rewrite();
    expect(choose).toHaveBeenCalledTimes(2);
  });

  it('is parsed again when its content has changed, and the old rewrite is forgotten', async () => {
    await rewrite();
    await rewrite({ text: listing(360, 640, 1280) });
    expect(choose).toHaveBeenCalledTimes(2);
    await rewrite();
    expect(choose).toHaveBeenCalledTimes(3);
  });
});

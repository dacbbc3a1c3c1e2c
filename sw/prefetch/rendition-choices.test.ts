import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parseManifest } from '../decision/playlist/parse-manifest.ts';
import { FakeMemory } from '../testing/fake-memory.ts';
import { RenditionChoices } from './rendition-choices.ts';

const url = 'https://a.example/reel/main.m3u8';
const key = 'reel/main.m3u8';
const listing = (...names: string[]) =>
  parseManifest(['#EXTM3U', ...names.flatMap((name) => ['#EXT-X-STREAM-INF:BANDWIDTH=1', name])].join('\n'), url);
const manifest = listing('low/index.m3u8', 'high/index.m3u8');
const uriOf = (name: string) => `https://a.example/reel/${name}`;

let memory: FakeMemory;
let choices: RenditionChoices;
const fresh = () => new RenditionChoices(memory);
const located = (...names: string[]) =>
  names.map((name) => ({ uri: uriOf(name), playlistKey: `reel/${name}`, bandwidthBps: bpsOf(name) }));
const bpsOf = (name: string) => (name.startsWith('low') ? 300_000 : 2_000_000);
const choose = (place: number, of = manifest) => choices.choose(key, of, (renditions) => renditions[place]).uri;

beforeEach(() => {
  memory = new FakeMemory();
  choices = fresh();
  choices.locate(key, located('low/index.m3u8', 'high/index.m3u8'));
});

describe('the choice of a rendition', () => {
  it('stays once it is made, also after a restart of the worker', async () => {
    expect(choose(1)).toBe(uriOf('high/index.m3u8'));
    expect(choose(0)).toBe(uriOf('high/index.m3u8'));
    await vi.waitFor(() => expect(memory.saved).toEqual([[key, uriOf('high/index.m3u8')]]));
    choices = fresh();
    await choices.restore();
    expect(choose(0)).toBe(uriOf('high/index.m3u8'));
    expect(choices.find(key)).toBe(uriOf('high/index.m3u8'));
  });

  it('stays when the same rendition is listed at another replica and with another signature', () => {
    choose(0);
    const elsewhere = manifest.renditions.map((one) => ({ ...one, uri: one.uri.replace('a.example', 'b.example') }));
    const signed = elsewhere.map((one) => ({ ...one, uri: `${one.uri}?token=2` }));
    expect(choose(1, { ...manifest, renditions: signed })).toBe('https://b.example/reel/low/index.m3u8?token=2');
    expect(choices.find(key)).toBe('https://b.example/reel/low/index.m3u8?token=2');
  });

  it('is not guessed if renditions differ only in their query strings', () => {
    choices.choose(key, listing('index.m3u8?level=1', 'index.m3u8?level=2'), ([first]) => first);
    expect(choose(1, listing('index.m3u8?level=3', 'index.m3u8?level=4'))).toBe(uriOf('index.m3u8?level=4'));
  });

  it('is forgotten with the viewer, also after a restart of the worker', async () => {
    choose(1);
    await choices.forget();
    expect([choices.find(key), memory.saved]).toEqual([undefined, []]);
    expect(choose(0)).toBe(uriOf('low/index.m3u8'));
  });

  it('can be reopened for the next viewer even if the last one has received it', async () => {
    choices.noteServed(key);
    await choices.forget();
    choose(1);
    choices.reopen(key);
    expect(choose(0)).toBe(uriOf('low/index.m3u8'));
  });

  it('is made again when the rendition is no longer listed', () => {
    choose(1);
    expect(choose(0, listing('low/index.m3u8'))).toBe(uriOf('low/index.m3u8'));
  });
});

describe('the rendition that a player uses', () => {
  const played = () => choices.played(key, manifest)?.uri;

  it('is tracked separately from the choice', () => {
    choose(1);
    expect(played()).toBeUndefined();
    expect(choices.noteRequested('reel/high/003.m4s')).toBe(false);
    expect(choices.noteRequested('reel/low/004.m4s')).toBe(true);
    expect(choices.noteRequested('reel/low/005.m4s')).toBe(false);
    expect([played(), choices.find(key)]).toEqual([uriOf('low/index.m3u8'), uriOf('high/index.m3u8')]);
  });

  it('is not inferred from playlists or unknown files', () => {
    choose(1);
    expect(choices.noteRequested('reel/low/index.m3u8')).toBe(false);
    expect(choices.noteRequested('elsewhere/004.m4s')).toBe(false);
    expect(played()).toBeUndefined();
  });

  it('is not inferred from files that may belong to several renditions', () => {
    choices.locate(key, located('low.m3u8', 'high.m3u8'));
    expect(choices.noteRequested('reel/low-004.m4s')).toBe(false);
  });

  it('does not count as a switch as long as nothing was chosen', () => {
    expect(choices.noteRequested('reel/low/004.m4s')).toBe(false);
    expect(choices.find(key)).toBeUndefined();
  });
});

describe("the rendition that the page's players start with", () => {
  const begin = (reel: string, rendition: string) => {
    const manifestKey = `${reel}/main.m3u8`;
    const names = ['low', 'high'];
    choices.locate(
      manifestKey,
      names.map((name) => ({
        uri: uriOf(`${name}/index.m3u8`),
        playlistKey: `${reel}/${name}/index.m3u8`,
        bandwidthBps: bpsOf(name),
      })),
    );
    choices.choose(manifestKey, manifest, (renditions) => renditions[1]);
    choices.noteServed(manifestKey);
    choices.noteRequested(`${reel}/${rendition}/000.m4s`);
  };

  it('is known once two reels in a row have not started with the rendition listed first', () => {
    begin('one', 'low');
    expect(choices.startBps).toBeNull();
    begin('two', 'low');
    expect(choices.startBps).toBe(300_000);
    expect(choices.find('one/main.m3u8')).toBeUndefined();
  });

  it('is not inferred if only some reels have not started with the rendition listed first', () => {
    for (const rendition of ['low', 'high', 'low', 'high']) begin(rendition, rendition);
    begin('low', 'low');
    expect(choices.startBps).toBeNull();
  });

  it('is not inferred from a player that did not get its manifest from the worker', () => {
    choose(1);
    for (const name of ['003', '004']) choices.noteRequested(`reel/low/${name}.m4s`);
    expect(choices.startBps).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { outlineReel } from '../playlist/outline.ts';
import { filesOfReel, textsToSave } from './whole-reel.ts';

const url = 'https://a.example/r/index.m3u8';
const identity = { origins: [], volatileParameters: ['token'] };
const reel = { id: 'r', url, format: 'hls' as const, poster: null, durationSeconds: 4, tags: [] };
const outlineOf = (...keyLines: string[]) => {
  const text = ['#EXTM3U', '#EXT-X-TARGETDURATION:2', ...keyLines, '#EXTINF:2,', '0.ts', '#EXT-X-ENDLIST'].join('\n');
  const choose = () => {
    throw new RangeError('no manifest');
  };
  return outlineReel(url, { textOf: () => text, choose });
};
const listed = (keys: boolean | undefined, ...keyLines: string[]) =>
  filesOfReel(keys === undefined ? reel : { ...reel, keys }, outlineOf(...keyLines), [url], identity).map(
    ({ key, kind }) => `${kind} ${key}`,
  );

describe('an encrypted reel', () => {
  it.each(['AES-128', 'AES-256', 'SAMPLE-AES'])('by %s is saved with its keys if its feed allows that', (method) => {
    const aes = `#EXT-X-KEY:METHOD=${method},URI="/keys/1?token=secret"`;
    expect(listed(true, aes)).toContain('key https://a.example/keys/1');
    expect(() => listed(undefined, aes)).toThrow('the feed does not allow its keys to be saved');
    expect(() => listed(false, aes)).toThrow('the feed does not allow its keys to be saved');
  });

  it('that needs a licence is not saved, whatever its feed allows', () => {
    const licensed = '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://1",KEYFORMAT="com.apple.streamingkeydelivery"';
    expect(() => listed(true, licensed)).toThrow('needs a licence');
  });
});

describe('the text that identifies a version of a reel', () => {
  const origins = ['a', 'b'].map((id) => ({ id, url: `https://${id}.example/` }));
  const textsWith = (keyBase: string, segment: string) => {
    const text = ['#EXTM3U', '#EXT-X-TARGETDURATION:2', '#EXTINF:2,', segment, '#EXT-X-ENDLIST'].join('\n');
    return textsToSave(new Map([[url, text]]), outlineOf(), { ...identity, origins, keyBase });
  };

  it('is the same on a device that names the replicas by a different base', () => {
    const [here, there] = [textsWith('https://a.example/', '0.ts'), textsWith('https://b.example/', '0.ts')];
    expect(there.versionText).toBe(here.versionText);
    expect(there.texts).not.toEqual(here.texts);
    expect(textsWith('https://a.example/', '1.ts').versionText).not.toBe(here.versionText);
  });
});

it('a reel that differs from others only in its signature is not saved, as signatures are never stored', () => {
  const signed = { ...reel, url: `${url}?token=secret` };
  const save = (exactPrefixes: readonly string[]) =>
    filesOfReel(signed, outlineOf(), [url], { ...identity, exactPrefixes });
  expect(save([])).toHaveLength(2);
  expect(() => save([url])).toThrow('differs from other reels only in its signature');
});

import { beforeEach, expect, test } from 'vitest';
import { type Identity, resourceOf } from '../decision/resource/resource.ts';
import { carryCmcd, CmcdReporter, type ReportedView } from './cmcd-reporter.ts';

const a = 'https://a.test/m/';
const b = 'https://b.test/m/';
const identity: Identity = { origins: [a, b].map((url) => ({ id: url, url })), volatileParameters: ['cmcd'] };

const manifest = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="en",URI="audio.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=800000,AUDIO="sound"
360.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=2500000
720.m3u8
`;
const playlist = `#EXTM3U
#EXT-X-TARGETDURATION:2
#EXT-X-MAP:URI="360/init.mp4"
#EXTINF:0.5,
360/s0.m4s
#EXTINF:2,
360/s1.m4s
#EXT-X-ENDLIST
`;
const ranged = `#EXTM3U
#EXT-X-TARGETDURATION:2
#EXTINF:2,
#EXT-X-BYTERANGE:1000@0
all.m4s
#EXTINF:2,
#EXT-X-BYTERANGE:500@1000
all.m4s
#EXT-X-ENDLIST
`;

function view(playback: Partial<ReportedView['playback']> = {}, currentIndex = 0): ReportedView {
  const reel = (id: string) => ({
    id,
    url: `${a}${id}/main.m3u8`,
    format: 'hls' as const,
    poster: null,
    durationSeconds: 10,
    tags: [],
  });
  return {
    reels: [reel('one'), reel('two')],
    currentIndex,
    playback: { positionSeconds: 1, bufferAheadSeconds: 7.25, bufferedToEnd: false, paused: false, ...playback },
    throughputBps: 4_321_000,
  };
}

const resource = (path: string, range: { firstByte: number; lastByte: number } | null = null) =>
  resourceOf(`${a}${path}`, range, identity);

let reporter: CmcdReporter;

beforeEach(() => {
  const names = ['session', 'another session'];
  reporter = new CmcdReporter(() => names.shift() ?? '');
  reporter.onView(view(), identity);
  reporter.learn(manifest, `${a}one/main.m3u8`, identity);
  // Learned at another replica, where it is the same playlist.
  reporter.learn(playlist, `${b}one/360.m3u8`, identity);
});

test('a segment request of the player carries all known CMCD data', () => {
  expect(reporter.describe(resource('one/360/s0.m4s'), 'player')).toEqual({
    sid: 'session',
    sf: 'h',
    st: 'v',
    cid: 'one',
    ot: 'v',
    br: 800,
    tb: 2500,
    d: 500,
    rtp: 4000,
    mtp: 4321,
    bl: 7250,
    su: false,
    bs: false,
    nor: 's1.m4s',
  });
});

test('a prefetched segment reports itself and the next object, but no buffer state', () => {
  const cmcd = reporter.describe(resource('one/360/s0.m4s'), 'prefetch');
  expect(cmcd).toMatchObject({ cid: 'one', br: 800, d: 500, rtp: 1600, nor: 's1.m4s' });
  for (const key of ['bl', 'su', 'bs']) expect(cmcd).not.toHaveProperty(key);
});

test('each file reports its object type and the next object', () => {
  const of = (path: string) => reporter.describe(resource(path), 'player');
  expect(of('one/main.m3u8')).toMatchObject({ ot: 'm', nor: '360.m3u8', cid: 'one' });
  expect(of('one/360.m3u8')).toMatchObject({ ot: 'm', nor: '360/init.mp4' });
  expect(of('one/360/init.mp4')).toMatchObject({ ot: 'i', nor: 's0.m4s' });
  expect(of('one/360/s1.m4s')).not.toHaveProperty('nor');
  expect(of('one/poster.webp')).toMatchObject({ ot: 'o', sid: 'session' });
});

test('a rendition with muxed audio has the type av, and a separate audio rendition the type a', () => {
  reporter.learn(playlist, `${a}one/720.m3u8`, identity);
  expect(reporter.describe(resource('one/360/s0.m4s'), 'player').ot).toBe('av');
  reporter.learn(playlist, `${a}one/audio.m3u8`, identity);
  expect(reporter.describe(resource('one/360/s0.m4s'), 'player').ot).toBe('a');
});

test('segments get their bitrate even if the manifest is read after their playlist', () => {
  reporter.learn(playlist, `${a}two/360.m3u8`, identity);
  const segment = () => reporter.describe(resource('two/360/s0.m4s'), 'player');
  expect(segment()).toMatchObject({ ot: 'av', d: 500, nor: 's1.m4s' });
  expect(segment()).not.toHaveProperty('br');
  reporter.learn(manifest, `${a}two/main.m3u8`, identity);
  expect(segment()).toMatchObject({ ot: 'v', cid: 'two', br: 800, tb: 2500, d: 500 });
});

test('the next part of the same file is reported by its byte range', () => {
  reporter.learn(ranged, `${a}two/main.m3u8`, identity);
  const cmcd = reporter.describe(resource('two/all.m4s', { firstByte: 0, lastByte: 999 }), 'player');
  expect(cmcd).toMatchObject({ nor: 'all.m4s', nrr: '1000-1499', cid: 'two' });
});

test('a reel that is not the current one yet is reported as starting up', () => {
  reporter.learn(playlist, `${a}two/main.m3u8`, identity);
  expect(reporter.describe(resource('two/360/s0.m4s'), 'player').su).toBe(true);
});

test('buffer starvation is reported once', () => {
  reporter.onView(view({ bufferAheadSeconds: 0 }), identity);
  reporter.onView(view(), identity);
  expect(reporter.describe(resource('one/360/s0.m4s'), 'player').bs).toBe(true);
  expect(reporter.describe(resource('one/360/s1.m4s'), 'player').bs).toBe(false);
});

test.each([
  { paused: true, bufferAheadSeconds: 0 },
  { positionSeconds: 0, bufferAheadSeconds: 0 },
  { bufferedToEnd: true, bufferAheadSeconds: 0 },
])('no starvation is reported for a player in the state %j', (playback) => {
  reporter.onView(view(playback), identity);
  expect(reporter.describe(resource('one/360/s0.m4s'), 'player').bs).toBe(false);
});

test('after a sign-out a new session starts, and nothing that the former viewer watched is reported', () => {
  reporter.forget();
  expect(reporter.describe(resource('one/360/s0.m4s'), 'player')).toEqual({
    sid: 'another session',
    sf: 'h',
    ot: 'o',
  });
});

test('an invalid playlist is ignored', () => {
  reporter.learn('<!doctype html>', `${a}one/360.m3u8`, identity);
  expect(reporter.describe(resource('one/360/s0.m4s'), 'player').br).toBe(800);
});

test('CMCD data is sent in headers, in the query or not at all, depending on the mode', () => {
  const describe = () => ({ su: true, sid: 'x' });
  expect(carryCmcd('off', describe)).toEqual({ headers: {} });
  expect(carryCmcd('headers', describe).headers).toEqual({ 'cmcd-request': 'su', 'cmcd-session': 'sid="x"' });
  expect(carryCmcd('query', describe).requestUrlOf?.(`${b}s.m4s`)).toBe(`${b}s.m4s?CMCD=sid%3D%22x%22%2Csu`);
});

test('an address with CMCD data identifies the same resource', () => {
  const { requestUrlOf = String } = carryCmcd('query', () => ({ su: true }));
  expect(resourceOf(requestUrlOf(`${a}s.m4s`), null, identity).key).toBe(resource('s.m4s').key);
});

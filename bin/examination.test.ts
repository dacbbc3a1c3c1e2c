import { describe, expect, it } from 'vitest';
import { examineMedia, examinePage, examineScript, type Finding, type ProbeResult } from './examination.ts';

const page = new URL('https://site.example/watch/');
const javascript = { 'content-type': 'text/javascript' };
const answer = (url: string, text: string, headers: Record<string, string> = {}, status = 200): ProbeResult => ({
  url: new URL(url, page).href,
  status,
  headers: new Headers(headers),
  text,
});
const ownScript = '/*! nextreel 1.0.0 */';

const problemsOf = (findings: readonly Finding[]) =>
  findings.flatMap(({ verdict, text }) => (verdict === 'problem' ? [text] : []));

describe('the worker’s script', () => {
  const examine = (url: string, text: string, headers: Record<string, string> = javascript, status = 200) =>
    problemsOf(examineScript(answer(url, text, headers, status), page, new URL(url, page), '1.0.0', []));

  it('is fine as copied, imported by another worker, or sent with a wider scope', () => {
    expect(examine('/nextreel-sw.js', ownScript)).toEqual([]);
    expect(examine('/sw.js', "importScripts('/nextreel-sw.js?embedded'); addEventListener('fetch', f)")).toEqual([]);
    expect(examine('/static/nextreel-sw.js', ownScript, { ...javascript, 'service-worker-allowed': '/' })).toEqual([]);
  });

  it.each<[string, string, string, Record<string, string>, number, string]>([
    ['is missing', '/nextreel-sw.js', '', javascript, 404, 'npx nextreel init'],
    ['is in another place', '/nextreel-sw.js', '', javascript, 404, '--worker <path>'],
    ['is redirected', '/nextreel-sw.js', '', javascript, 302, 'browsers refuse'],
    ['is a page', '/nextreel-sw.js', '<html>', { 'content-type': 'text/html' }, 200, 'text/html'],
    [
      'is older',
      '/nextreel-sw.js',
      '/*! nextreel 0.9.0 */',
      javascript,
      200,
      'version 0.9.0, but this package is version 1.0.0',
    ],
    ['does not import Nextreel', '/sw.js', 'precache()', javascript, 200, 'nextreel-sw.js?embedded'],
    [
      'is in another folder than the page',
      '/static/nextreel-sw.js',
      ownScript,
      javascript,
      200,
      'Service-Worker-Allowed: /',
    ],
    [
      'may not fetch media',
      '/nextreel-sw.js',
      ownScript,
      { ...javascript, 'content-security-policy': "default-src 'self'" },
      200,
      'connect-src',
    ],
    ['is on another origin', 'https://cdn.example/nextreel-sw.js', ownScript, javascript, 200, 'another origin'],
  ])('gets advice if it %s', (_what, url, text, headers, status, advice) => {
    expect(examine(url, text, headers, status)).toEqual([expect.stringContaining(advice)]);
  });
});

it('the doctor cannot tell whether code before the import handles fetch events', () => {
  const bundle = "class R { listen() { self.addEventListener('fetch', f) } } importScripts('/nextreel-sw.js?embedded')";
  const script = answer('/sw.js', bundle, javascript);
  expect(examineScript(script, page, new URL(script.url), '1.0.0', [])).toEqual([
    { verdict: 'note', text: expect.stringContaining('await nextreel.ready') },
  ]);
});

describe('the policy of the worker', () => {
  const examine = (policy: string, media: readonly string[] = []) => {
    const script = answer('/nextreel-sw.js', ownScript, { ...javascript, 'content-security-policy': policy });
    const findings = examineScript(script, page, new URL(script.url), '1.0.0', media);
    return findings.filter(({ text }) => text.includes('Content Security Policy'));
  };
  const hostPolicy = "connect-src 'self' https://media.example.com";

  it('is checked against the given media', () => {
    expect(examine(hostPolicy, ['https://media.example.com/a.m3u8', 'https://site.example/b.mp4'])).toEqual([]);
    expect(examine(hostPolicy, ['https://media.example.com/a.m3u8', 'https://cdn.example/a.m3u8'])).toEqual([
      {
        verdict: 'problem',
        text: expect.stringMatching(
          /fetching https:\/\/cdn\.example\/a\.m3u8\. Add https:\/\/cdn\.example to its connect-src /,
        ),
      },
    ]);
    expect(examine("default-src 'self'", ['https://site.example/a.m3u8'])).toEqual([]);
  });

  it('yields a note with advice if it lists hosts and no media is given', () => {
    expect(examine(hostPolicy)).toEqual([{ verdict: 'note', text: expect.stringContaining('--media') }]);
  });

  it('is a problem without media too if it lists no host, and fine if it allows every host', () => {
    expect(examine("default-src 'self'")).toEqual([
      { verdict: 'problem', text: expect.stringContaining('connect-src') },
    ]);
    expect(examine("default-src 'self'; connect-src https:")).toEqual([]);
  });

  it('has to allow the script for MP4 files', () => {
    expect(examine("default-src 'none'; connect-src https:")).toEqual([
      { verdict: 'problem', text: expect.stringContaining("script-src 'self'") },
    ]);
  });
});

describe('the page', () => {
  const script = new URL('/nextreel-sw.js', page);
  const examine = (url: URL, headers: Record<string, string> = {}) =>
    problemsOf(examinePage(answer(url.href, '', headers), url, script));

  it('can use a worker over https and on localhost', () => {
    expect(examine(page)).toEqual([]);
    expect(examine(new URL('http://localhost:5173/'))).toEqual([]);
  });

  it('cannot use a worker over http, or if its policy blocks the worker', () => {
    expect(examine(new URL('http://site.example/'))).toEqual([expect.stringContaining('https')]);
    expect(examine(page, { 'content-security-policy': "worker-src 'none'" })).toEqual([
      expect.stringContaining("worker-src 'self'"),
    ]);
    const markup = `<meta http-equiv="Content-Security-Policy" content="worker-src 'none'">`;
    expect(problemsOf(examinePage(answer(page.href, markup), page, script))).toEqual([
      expect.stringContaining("worker-src 'self'"),
    ]);
    const escaped = `<meta content="worker-src &#x27;self&#x27;" http-equiv="content-security-policy">`;
    const reporting = `<meta http-equiv="Content-Security-Policy-Report-Only" content="worker-src 'none'">`;
    expect(problemsOf(examinePage(answer(page.href, escaped + reporting), page, script))).toEqual([]);
    const trusted = (names: string) =>
      examine(page, { 'content-security-policy': `require-trusted-types-for 'script'; trusted-types ${names}` });
    expect(trusted('own')).toEqual([expect.stringContaining('trusted-types nextreel')]);
    expect(trusted('own nextreel')).toEqual([]);
  });
});

describe('media', () => {
  const examine = (url: string, headers: Record<string, string>, status = 200) =>
    problemsOf(examineMedia(answer(url, '', headers, status), page.origin));

  it('is fine if the site may read it', () => {
    expect(examine('https://cdn.example/a.m3u8', { 'access-control-allow-origin': '*' })).toEqual([]);
    expect(examine('https://cdn.example/a.mp4', { 'access-control-allow-origin': page.origin }, 206)).toEqual([]);
    expect(examine('/a.m3u8', {})).toEqual([]);
  });

  it('is a problem if it lacks CORS headers, or if an MP4 file does not support byte ranges', () => {
    expect(examine('https://cdn.example/a.m3u8', {})).toEqual([expect.stringContaining('Access-Control-Allow-Origin')]);
    expect(examine('https://cdn.example/a.mp4', { 'access-control-allow-origin': '*' })).toEqual([
      expect.stringContaining('byte-range requests'),
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { type Answer, examineMedia, examinePage, examineScript, type Finding } from './examination.ts';

const page = new URL('https://site.example/watch/');
const javascript = { 'content-type': 'text/javascript' };
const answer = (url: string, text: string, headers: Record<string, string> = {}, status = 200): Answer => ({
  url: new URL(url, page).href,
  status,
  headers: new Headers(headers),
  text,
});
const ours = '/*! nextreel 1.0.0 */';

const wrongsOf = (findings: readonly Finding[]) =>
  findings.flatMap(({ verdict, text }) => (verdict === 'wrong' ? [text] : []));

describe('the worker at its address', () => {
  const examine = (url: string, text: string, headers: Record<string, string> = javascript, status = 200) =>
    wrongsOf(examineScript(answer(url, text, headers, status), page, new URL(url, page), '1.0.0', []));

  it('is fine as it was copied', () => {
    expect(examine('/nextreel-sw.js', ours)).toEqual([]);
    expect(examine('/sw.js', "importScripts('/nextreel-sw.js?embedded'); addEventListener('fetch', f)")).toEqual([]);
    expect(examine('/static/nextreel-sw.js', ours, { ...javascript, 'service-worker-allowed': '/' })).toEqual([]);
  });

  it.each<[string, string, string, Record<string, string>, number, string]>([
    ['is missing', '/nextreel-sw.js', '', javascript, 404, 'npx nextreel init'],
    ['is looked for in another place than where it is', '/nextreel-sw.js', '', javascript, 404, '--worker <path>'],
    ['is redirected', '/nextreel-sw.js', '', javascript, 302, 'browsers refuse'],
    ['is a page', '/nextreel-sw.js', '<html>', { 'content-type': 'text/html' }, 200, 'text/html'],
    ['is older', '/nextreel-sw.js', '/*! nextreel 0.9.0 */', javascript, 200, 'version 0.9.0; this is 1.0.0'],
    ['is of somebody else', '/sw.js', 'precache()', javascript, 200, 'nextreel-sw.js?embedded'],
    [
      'comes too late',
      '/sw.js',
      "addEventListener('fetch', f); importScripts('/nextreel-sw.js?embedded')",
      javascript,
      200,
      'first line',
    ],
    ['lies beside the page', '/static/nextreel-sw.js', ours, javascript, 200, 'Service-Worker-Allowed: /'],
    [
      'may not fetch',
      '/nextreel-sw.js',
      ours,
      { ...javascript, 'content-security-policy': "default-src 'self'" },
      200,
      'connect-src',
    ],
    ['is elsewhere', 'https://cdn.example/nextreel-sw.js', ours, javascript, 200, 'another origin'],
  ])('that %s is told with what mends it', (_what, url, text, headers, status, mend) => {
    expect(examine(url, text, headers, status)).toEqual([expect.stringContaining(mend)]);
  });
});

describe('the policy of the worker', () => {
  const examine = (policy: string, media: readonly string[] = []) => {
    const script = answer('/nextreel-sw.js', ours, { ...javascript, 'content-security-policy': policy });
    const findings = examineScript(script, page, new URL(script.url), '1.0.0', media);
    return findings.filter(({ text }) => text.includes('Content Security Policy'));
  };
  const hosts = "connect-src 'self' https://media.example.com";

  it('is held against the media that was named', () => {
    expect(examine(hosts, ['https://media.example.com/a.m3u8', 'https://site.example/b.mp4'])).toEqual([]);
    expect(examine(hosts, ['https://media.example.com/a.m3u8', 'https://cdn.example/a.m3u8'])).toEqual([
      {
        verdict: 'wrong',
        text: expect.stringMatching(
          /fetching https:\/\/cdn\.example\/a\.m3u8\. Add to its connect-src: https:\/\/cdn\.example;/,
        ),
      },
    ]);
    expect(examine("default-src 'self'", ['https://site.example/a.m3u8'])).toEqual([]);
  });

  it('is a note, with what to check, where it names hosts and no media was named', () => {
    expect(examine(hosts)).toEqual([{ verdict: 'note', text: expect.stringContaining('--media') }]);
  });

  it('is a fault without media, too, where it names no host, and nothing to speak of where it limits nothing', () => {
    expect(examine("default-src 'self'")).toEqual([{ verdict: 'wrong', text: expect.stringContaining('connect-src') }]);
    expect(examine("default-src 'self'; connect-src https:")).toEqual([]);
  });
});

describe('the page', () => {
  const script = new URL('/nextreel-sw.js', page);
  const examine = (url: URL, headers: Record<string, string> = {}) =>
    wrongsOf(examinePage(answer(url.href, '', headers), url, script));

  it('may have a worker over https, and from localhost', () => {
    expect(examine(page)).toEqual([]);
    expect(examine(new URL('http://localhost:5173/'))).toEqual([]);
  });

  it('may not over http, nor where its policy forbids it', () => {
    expect(examine(new URL('http://site.example/'))).toEqual([expect.stringContaining('https')]);
    expect(examine(page, { 'content-security-policy': "worker-src 'none'" })).toEqual([
      expect.stringContaining("worker-src 'self'"),
    ]);
    const trusted = (names: string) =>
      examine(page, { 'content-security-policy': `require-trusted-types-for 'script'; trusted-types ${names}` });
    expect(trusted('own')).toEqual([expect.stringContaining('trusted-types nextreel')]);
    expect(trusted('own nextreel')).toEqual([]);
  });
});

describe('media', () => {
  const examine = (url: string, headers: Record<string, string>, status = 200) =>
    wrongsOf(examineMedia(answer(url, '', headers, status), page.origin));

  it('is fine where the site may read it', () => {
    expect(examine('https://cdn.example/a.m3u8', { 'access-control-allow-origin': '*' })).toEqual([]);
    expect(examine('https://cdn.example/a.mp4', { 'access-control-allow-origin': page.origin }, 206)).toEqual([]);
    expect(examine('/a.m3u8', {})).toEqual([]);
  });

  it('is told where it has no CORS, and where a file cannot be asked for in parts', () => {
    expect(examine('https://cdn.example/a.m3u8', {})).toEqual([expect.stringContaining('Access-Control-Allow-Origin')]);
    expect(examine('https://cdn.example/a.mp4', { 'access-control-allow-origin': '*' })).toEqual([
      expect.stringContaining('no byte ranges'),
    ]);
  });
});

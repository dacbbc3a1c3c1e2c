import { describe, expect, it } from 'vitest';
import { type Answer, examineMedia, examinePage, examineScript } from './examination.ts';

const page = new URL('https://site.example/watch/');
const javascript = { 'content-type': 'text/javascript' };
const answer = (url: string, text: string, headers: Record<string, string> = {}, status = 200): Answer => ({
  url: new URL(url, page).href,
  status,
  headers: new Headers(headers),
  text,
});
const ours = '/*! nextreel 1.0.0 */';

const wrongsOf = (findings: readonly { isWrong: boolean; text: string }[]) =>
  findings.flatMap(({ isWrong, text }) => (isWrong ? [text] : []));

describe('the worker at its address', () => {
  const examine = (url: string, text: string, headers: Record<string, string> = javascript, status = 200) =>
    wrongsOf(examineScript(answer(url, text, headers, status), page, new URL(url, page), '1.0.0'));

  it('is fine as it was copied', () => {
    expect(examine('/nextreel-sw.js', ours)).toEqual([]);
    expect(examine('/sw.js', "importScripts('/nextreel-sw.js?embedded'); addEventListener('fetch', f)")).toEqual([]);
    expect(examine('/static/nextreel-sw.js', ours, { ...javascript, 'service-worker-allowed': '/' })).toEqual([]);
  });

  it.each<[string, string, string, Record<string, string>, number, string]>([
    ['is missing', '/nextreel-sw.js', '', javascript, 404, 'npx nextreel init'],
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

import { expect, it } from 'vitest';
import { handleFetch, type Routes } from './fetch-handler.ts';

const scopeOrigin = 'https://page.example';

/** What becomes of a request for a page of the feed, or of one with other traits. */
function ask(init: RequestInit, clientId = 'page', traits: object = {}): string[] {
  const heard: string[] = [];
  const routes: Partial<Routes> = Object.assign(Object.create(null), {
    scopeOrigin,
    shell: { hasRoute: () => false, holds: () => false },
    api: { owns: () => false },
    formerPages: { has: (id: string) => id === 'former' },
    feedPages: {
      owns: ({ pathname }: URL) => pathname === '/feed.json',
      leaveAlone: () => heard.push('left alone'),
      answer: () => heard.push('answered'),
    },
    territory: { judge: () => 'ours' },
    isReadAsFile: () => false,
  });
  const request = new Request(`${scopeOrigin}/feed.json`, init);
  for (const [name, value] of Object.entries(traits)) Object.defineProperty(request, name, { value });
  const event = {
    clientId,
    request,
    respondWith: () => heard.push('responded'),
  };
  handleFetch(Object.assign(Object.create(null), event), Object.assign(Object.create(null), routes));
  return heard;
}

it('answers for pages of the feed', () => {
  expect(ask({})).toEqual(['answered', 'responded']);
});

it.each<[string, RequestInit]>([
  ['an authorisation', { headers: { authorization: 'Bearer ann' } }],
  ["a token of the page's own", { headers: { 'x-token': 'ann' } }],
])('leaves a feed that is asked for with %s to the browser, and fetches none of it in advance', (_what, init) => {
  expect(ask(init)).toEqual(['left alone']);
});

it.each(['cors', 'no-cors'])('leaves a file that an element reads in its own way to the browser (%s)', (mode) => {
  expect(ask({}, 'page', { url: 'https://media.example/a.mp4', destination: 'video', mode })).toEqual([]);
});

it('leaves a page whose viewer has signed out to the browser', () => {
  expect(ask({}, 'former')).toEqual([]);
});

it.each<[string, RequestInit]>([
  ['does not follow redirects', { redirect: 'error' }],
  ['knows the digest of what it wants', { integrity: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' }],
])('leaves a request to the browser that %s', (_what, init) => {
  expect(ask(init)).toEqual([]);
});

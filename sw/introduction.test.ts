import { describe, expect, it } from 'vitest';
import { introduce, isIntroductionRequest } from './introduction.ts';

const worker = {
  scriptUrl: 'https://site.example/app/sw.js?v=3',
  version: '1.2.3',
  isEmbedded: false,
  forbiddenAmong: (origins: readonly string[]) => Promise.resolve(origins.filter((origin) => /forbidden/.test(origin))),
};
const url = (address: string) => new URL(address, worker.scriptUrl);

describe('an introduction request', () => {
  it.each([
    ['sw.js?nextreel', true],
    ['sw.js?v=3&nextreel=', true],
    ['sw.js', false],
    ['other.js?nextreel', false],
    ['https://other.example/app/sw.js?nextreel', false],
  ])('is recognised at %s: %s', (address, isMeant) => {
    expect(isIntroductionRequest(url(address), worker)).toBe(isMeant);
  });

  it('is answered with the version and the origins that the worker may not fetch from', async () => {
    const { headers } = await introduce(
      url('sw.js?nextreel&origin=https://a.example&origin=https://forbidden.example'),
      {
        ...worker,
        isEmbedded: true,
      },
    );
    expect(Object.fromEntries(headers)).toEqual({
      'cache-control': 'no-store',
      'x-nextreel-version': '1.2.3',
      'x-nextreel-embedded': '',
      'x-nextreel-forbidden': 'https://forbidden.example',
    });
  });

  it('ignores origins that are not valid URLs', async () => {
    const { headers } = await introduce(url('sw.js?nextreel&origin=forbidden'), worker);
    expect(headers.has('x-nextreel-forbidden')).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { PageSettingError, readPageSettings } from './page-settings.ts';

const pageUrl = 'https://page.example/app/';

describe('readPageSettings', () => {
  it('looks for the feed next to the page unless the page names another', () => {
    expect(readPageSettings({}, pageUrl).feedUrl).toBe('https://page.example/app/feed.json');
    expect(readPageSettings({ feed: 'https://feed.example/f' }, pageUrl).feedUrl).toBe('https://feed.example/f');
  });

  it('passes ?reels= on to the feed', () => {
    expect(readPageSettings({ feed: 'feed.json' }, `${pageUrl}?reels=10000`).feedUrl).toBe(
      'https://page.example/app/feed.json?reels=10000',
    );
  });

  it('reads from the URL which reel to start with and whether to show the saved ones', () => {
    expect(readPageSettings({}, pageUrl)).toMatchObject({ startReelId: null, isSavedFeed: false });
    expect(readPageSettings({}, `${pageUrl}?saved&reel=a%20b`)).toMatchObject({
      startReelId: 'a b',
      isSavedFeed: true,
    });
  });

  it('leaves the buffer to the configuration unless the page allows less', () => {
    expect(readPageSettings({}, pageUrl).maxBufferSeconds).toBe(600);
    expect(readPageSettings({ hlsMaxBufferLength: '20' }, pageUrl).maxBufferSeconds).toBe(20);
  });

  it.each(['', '0', '601', 'much'])('refuses a buffer of "%s" and says what is allowed', (hlsMaxBufferLength) => {
    expect(() => readPageSettings({ hlsMaxBufferLength }, pageUrl)).toThrow(PageSettingError);
    expect(() => readPageSettings({ hlsMaxBufferLength }, pageUrl)).toThrow('from 1 to 600');
  });
});

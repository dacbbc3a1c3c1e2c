import { describe, expect, it } from 'vitest';
import { readPageSettings } from './page-settings.ts';

describe('readPageSettings', () => {
  it('finds the feed beside the page unless the page names another', () => {
    expect(readPageSettings(undefined, 'https://page.example/app/').feedUrl).toBe('https://page.example/app/feed.json');
    expect(readPageSettings('https://feed.example/f', 'https://page.example/').feedUrl).toBe('https://feed.example/f');
  });

  it('passes the wanted length on', () => {
    expect(readPageSettings('feed.json', 'https://page.example/?reels=10000').feedUrl).toBe(
      'https://page.example/feed.json?reels=10000',
    );
  });
});

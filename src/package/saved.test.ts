import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connect } from './connect.ts';
import type { Nextreel } from './nextreel.ts';
import { FakePage } from './testing/fake-page.ts';

// The page adds more abort listeners to one signal than Node allows without a warning.
setMaxListeners(100);

let page: FakePage;
let nextreel: Nextreel;

beforeEach(async () => {
  page = new FakePage(() => undefined);
  for (const [name, value] of Object.entries(page.globals)) vi.stubGlobal(name, value);
  nextreel = connect({ onWarning: () => undefined });
  await nextreel.ready;
});

afterEach(async () => {
  nextreel.disconnect();
  // The connection ends in a separate task.
  await new Promise((resolve) => setTimeout(resolve));
  vi.unstubAllGlobals();
});

const feedOf = (...ids: (string | number)[]) => ids.map((id) => ({ id, src: `${id}.m3u8` }));

it.each([
  ['is an id where the feed has numbers for ids, though the reel is no longer in it', feedOf(1001, 1002), '1'],
  ['is an index where ids are texts, be they digits', feedOf('1', '2'), '2'],
])('a number that names a saved reel %s', async (_title, feed, id) => {
  nextreel.setFeed(feed);
  await nextreel.unsave(1);
  expect(page.said).toContainEqual({ type: 'order-saved', reelIds: [id], order: 'remove' });
});

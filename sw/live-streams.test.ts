import { beforeEach, expect, test } from 'vitest';
import { dataSaver, request, resetBrowser, session, startWorker, viewOf } from './testing/session.ts';

beforeEach(resetBrowser);

test('a live stream that reuses segment names is always played from its current segments', async () => {
  let round = 0;
  session.answer = (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name === 'main.m3u8')
      return new Response(`#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${round}\n#EXTINF:2,\n0.ts\n`);
    const headers = { 'content-type': 'video/mp2t', etag: `"${round}"` };
    return new Response(`${'G'.repeat(200)}${round}`, { headers });
  };
  const worker = startWorker();
  await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  const seen: (string | undefined)[] = [];
  for (round = 1; round < 4; round += 1) {
    await request(worker, 'one/main.m3u8');
    seen.push((await (await request(worker, 'one/0.ts'))?.text())?.at(-1));
  }
  expect(seen).toEqual(['1', '2', '3']);
  // Nor does it take the place of watched reels in the store.
  expect(await worker.access.run(1000, (db) => db.getAllKeys('bodies'))).toEqual([]);
});

test('a broadcast that restarts with the names of the one before is played from its current segments', async () => {
  let broadcast = 1;
  let end = '';
  session.answer = (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name === 'main.m3u8') {
      const text = `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n0.ts\n${end}`;
      return new Response(text, { headers: { 'cache-control': 'no-cache' } });
    }
    const headers = { 'content-type': 'video/mp2t', etag: `"${broadcast}"` };
    return new Response(`${'G'.repeat(200)}${broadcast}`, { headers });
  };
  const worker = startWorker();
  await worker.views.onView({ ...viewOf(0), device: dataSaver }, 'page');
  await request(worker, 'one/main.m3u8');
  end = '#EXT-X-ENDLIST\n';
  const play = async () => {
    await request(worker, 'one/main.m3u8');
    return (await (await request(worker, 'one/0.ts'))?.text())?.at(-1);
  };
  const seen = [await play()];
  [broadcast, end] = [2, ''];
  seen.push(await play());
  expect(seen).toEqual(['1', '2']);
});

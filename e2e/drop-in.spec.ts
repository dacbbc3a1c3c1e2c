import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { startDemo } from '../demo/demo.ts';
import { FeedPage } from './feed-page.ts';
import { expect, test } from './fixtures.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A page as somebody else wrote it: one element, hls.js from a script tag, and four lines for Nextreel. */
const hostPage = `<!doctype html>
<title>A page of somebody else</title>
<article aria-current="true"><video muted playsinline style="height: 80vh"></video></article>
<script src="hls.min.js"></script>
<script type="module">
  import { connect } from './nextreel.js';
  const video = document.querySelector('video');
  const feed = await (await fetch('feed.json')).json();
  const nextreel = connect({ stage: video });
  nextreel.setFeed(feed);
  let hls;
  window.play = (index) => {
    hls?.destroy();
    hls = new Hls();
    hls.attachMedia(video);
    hls.loadSource(new URL(feed.reels[index].src, feed.origins[0].url).href);
    video.play();
    nextreel.show(index, video);
  };
  window.play(0);
</script>`;

test('a page with its own hls.js gains the worker, its cache and its looking ahead with a few lines', async ({
  page,
}) => {
  const dist = await mkdtemp(join(tmpdir(), 'nextreel-host-'));
  await build({ root, configFile: join(root, 'build/drop-in.config.ts'), logLevel: 'silent', build: { outDir: dist } });
  await copyFile(join(root, 'node_modules/hls.js/dist/hls.min.js'), join(dist, 'hls.min.js'));
  await writeFile(join(dist, 'index.html'), hostPage);
  const demo = await startDemo({ port: 0, dist });
  const feed = new FeedPage(page, demo.pageUrl);
  try {
    await page.goto(demo.pageUrl);
    await feed.expectMoving();
    await feed.expectControlled();
    const [, second = ''] = await feed.listedIds();
    const isHere = async () =>
      (await feed.storedKeys()).some((key) => key.includes(`/${second}/`) && /\.m4s/.test(key));
    await expect.poll(isHere).toBe(true);

    const answered = page.waitForResponse((response) => /\.m4s/.test(response.url()));
    await page.evaluate(() => Reflect.get(window, 'play')(1));
    expect(await (await answered).headerValue('x-nextreel-source')).toMatch(/memory|store/);
    await feed.expectMoving();
    const statusOf = (path: string) => page.evaluate((url) => fetch(url).then(({ status }) => status), path);
    expect(await statusOf('/nextreel/api/v1/health')).toBe(200);
    // The host's server knows nothing of it, and is asked.
    expect(await statusOf('/api/v1/health.json')).toBe(404);
    expect(await page.evaluate(() => fetch('/api/v1/health').then((answer) => answer.text()))).toContain(
      'A page of somebody else',
    );
    // Pages of the host stay the host's, but for the next one of the feed that it has named.
    await expect.poll(() => page.evaluate(() => caches.keys())).toEqual(['nextreel-feed']);
  } finally {
    await demo.close();
    await rm(dist, { recursive: true, force: true });
  }
});

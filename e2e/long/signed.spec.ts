import { catalogue } from '../../demo/catalogue.ts';
import { often } from '../feed-page.ts';
import { expect, test } from '../fixtures.ts';
import { startHostSite } from '../host-site.ts';
import { type SignedPart, startSigningOrigin } from '../signing-origin.ts';

const reel = catalogue.find(({ id }) => id === 'rain');
if (reel === undefined) throw new Error('The catalogue has no rain');

/** hls.js requests each segment shortly before it plays, so that every signature has expired by then. */
const playerPage = (src: string) => `<!doctype html>
<title>A page of somebody else</title>
<video muted playsinline></video>
<script src="/hls.js"></script>
<script type="module">
  import { connect } from '/nextreel/index.js';
  const video = document.querySelector('video');
  const nextreel = connect();
  await nextreel.ready;
  await fetch('/nextreel/api/v1/config', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prefetcher: { default_prefetch_count: 0, max_prefetch_count: 0 } }),
  });
  const reel = { id: 'signed', src: ${JSON.stringify(src)} };
  nextreel.setFeed([reel]);
  const errors = [];
  const hls = new Hls({ maxBufferLength: 2, maxMaxBufferLength: 2 });
  hls.on(Hls.Events.ERROR, (_, { details, response }) => {
    if (/Load|Pars|Append/.test(details)) errors.push(details + ' ' + response?.code);
  });
  hls.attachMedia(video);
  hls.loadSource(reel.src);
  video.play();
  nextreel.show('signed', video);
  Object.assign(window, { errors });
</script>`;

for (const part of ['query', 'path'] satisfies SignedPart[]) {
  test(`a reel whose ${part} signatures expire within a segment plays to its end`, async ({ page, origins }) => {
    const site = await startHostSite();
    const origin = await startSigningOrigin(origins.urls[0] ?? '', part, 700);
    try {
      await site.putWorker();
      site.put('/', playerPage(new URL(reel.src, origin.url).href));
      await page.goto(site.url);
      const video = page.locator('video');
      await expect
        .poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime), { ...often, timeout: 30_000 })
        .toBeGreaterThan(reel.durationSeconds - 1);
      expect(await page.evaluate((): unknown => Reflect.get(window, 'errors'))).toEqual([]);
      expect(origin.counts.refused).toBeGreaterThan(1);
      expect(origin.counts.served).toBeGreaterThan(3);
    } finally {
      await origin.close();
      await site.close();
    }
  });
}

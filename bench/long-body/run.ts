/**
 * Browsers stop a worker when one event takes five minutes. Requests a segment that the origin takes longer than that
 * to send, and compares every byte: `npm run build:package && npm run bench:long-body -- --seconds 330`.
 */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { launchOptions } from '../../checks/browser.ts';
import { listenOnLoopback } from '../../demo/loopback-server.ts';
import { startHostSite } from '../../e2e/host-site.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '330' } } });
const seconds = Number(values.seconds);
const bytesPerSecond = 4096;
const body = Buffer.from(Uint8Array.from({ length: seconds * bytesPerSecond }, (_, at) => (at * 31 + (at >> 8)) % 251));
const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n0.m4s\n#EXT-X-ENDLIST\n';
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let requests = 0;
const origin = await listenOnLoopback(async (_request, response, { pathname }) => {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('cache-control', 'max-age=3600');
  if (pathname !== '/0.m4s')
    return void response.setHeader('content-type', 'application/vnd.apple.mpegurl').end(playlist);
  requests += 1;
  response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': body.length });
  for (let at = 0; at < body.length && !response.destroyed; at += bytesPerSecond) {
    response.write(body.subarray(at, at + bytesPerSecond));
    await pause(1000);
  }
  response.end();
}, 0);
const site = await startHostSite();
await site.putWorker();
site.put(
  '/',
  `<!doctype html><video></video><script type="module">
    import { connect } from '/nextreel/index.js';
    // Nothing is fetched but what the page asks for.
    Object.defineProperty(navigator.connection, 'saveData', { get: () => true });
    const nextreel = connect();
    await nextreel.ready;
    nextreel.setFeed([{ id: 'slow', src: '${origin.url}main.m3u8' }]);
    nextreel.show('slow', document.querySelector('video'));
    await (await fetch('${origin.url}main.m3u8')).text();
    window.isReady = true;
  </script>`,
);

const browser = await chromium.launch(launchOptions());
try {
  const page = await browser.newPage();
  await page.goto(site.url);
  await page.waitForFunction(() => 'isReady' in window);
  const ask = () =>
    page.evaluate(async (url) => {
      const startMs = performance.now();
      const response = await fetch(url);
      const bytes = await response.arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      const sha = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
      return { source: response.headers.get('x-nextreel-source'), sha, tookMs: performance.now() - startMs };
    }, `${origin.url}0.m4s`);
  const first = await ask();
  const again = await ask();
  const isWhole = [first, again].every(({ sha }) => sha === sha256(body));
  console.log(
    `${body.length} bytes in ${(first.tookMs / 1000).toFixed(0)} s from "${first.source}", then in ${again.tookMs.toFixed(0)} ms from "${again.source}"`,
  );
  console.log(`${requests} request at the origin; ${isWhole ? 'every byte is right' : 'the bytes are WRONG'}`);
  if (!isWhole || requests !== 1 || first.source !== 'network' || again.source === 'network') process.exitCode = 1;
} finally {
  await browser.close();
  await Promise.all([origin.close(), site.close()]);
}

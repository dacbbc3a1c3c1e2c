import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { startOrigin } from '../demo/origin-server.ts';
import { freePort, hasNginx, startNginx } from './nginx.ts';

const closings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0).toReversed()) await close();
});

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nextreel-site-'));
  closings.push(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

describe.skipIf(!hasNginx)('the page behind nginx', () => {
  test('has the right types, cache rules and fallbacks', async () => {
    const root = await folderWith({
      'index.html': '<!doctype html>',
      'sw.js': '1',
      'manifest.webmanifest': '{}',
      'assets/index-abc123.js': '1',
    });
    const port = await freePort();
    const nginx = await startNginx('site.conf.template', { NEXTREEL_PORT: `${port}`, NEXTREEL_ROOT: root });
    closings.push(() => nginx.close());
    const ask = async (path: string) => {
      const { status, headers } = await fetch(`http://127.0.0.1:${port}${path}`);
      return [status, headers.get('content-type'), headers.get('cache-control'), headers.get('x-content-type-options')];
    };
    expect(await ask('/')).toEqual([200, 'text/html; charset=utf-8', 'no-cache', 'nosniff']);
    expect(await ask('/saved')).toEqual([200, 'text/html; charset=utf-8', 'no-cache', 'nosniff']);
    expect(await ask('/sw.js')).toEqual([200, 'text/javascript; charset=utf-8', 'no-cache', 'nosniff']);
    expect(await ask('/manifest.webmanifest')).toEqual([
      200,
      'application/manifest+json; charset=utf-8',
      'no-cache',
      'nosniff',
    ]);
    expect(await ask('/assets/index-abc123.js')).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
      'nosniff',
    ]);
    expect((await ask('/assets/gone.js'))[0]).toBe(404);
    expect((await ask('/sw-gone.js'))[0]).toBe(404);
  });
});

describe.skipIf(!hasNginx)('the edge cache', () => {
  test('fetches what a player announces before it is asked for, and announces nothing itself', async () => {
    const media = await folderWith({ 'a/1.m4s': 'one', 'a/2.m4s': 'two', 'b/1.m4s': 'other' });
    const origin = await startOrigin(media, 0);
    closings.push(() => origin.close());
    const [port, aheadPort] = [await freePort(), await freePort()];
    const nginx = await startNginx('edge.conf.template', {
      EDGE_PORT: `${port}`,
      EDGE_AHEAD_PORT: `${aheadPort}`,
      MEDIA_ORIGIN: origin.url.replace('localhost', '127.0.0.1').replace(/\/$/, ''),
    });
    closings.push(() => nginx.close());
    const ask = (path: string, next?: string) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        headers: next === undefined ? {} : { 'cmcd-request': `bl=100,nor="${next}"` },
      });
    const asked = async () => {
      const log: { path: string; headers: Record<string, string> }[] = await (await fetch(`${origin.url}__log`)).json();
      return log.map(({ path, headers }) => [path, Object.keys(headers).filter((name) => name.startsWith('cmcd'))]);
    };

    expect(await (await ask('/a/1.m4s', '2.m4s')).text()).toBe('one');
    await expect.poll(asked).toEqual([
      ['/a/1.m4s', []],
      ['/a/2.m4s', []],
    ]);
    const second = await ask('/a/2.m4s', '..%2Fb%2F1.m4s');
    expect([await second.text(), second.headers.get('x-cache')]).toEqual(['two', 'HIT']);
    await expect.poll(async () => (await asked()).length).toBe(3);
    const third = await ask('/b/1.m4s');
    expect([await third.text(), third.headers.get('x-cache')]).toEqual(['other', 'HIT']);
    expect((await ask('/a/1.m4s', '..%2F..%2F..%2Fetc%2Fpasswd')).status).toBe(200);
    expect((await asked()).length).toBe(3);
  });
});

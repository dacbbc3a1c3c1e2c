import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findInstalled } from './installed.ts';

const script = new URL('https://site.example/reels/nextreel-sw.js?v=2');
const container: ServiceWorkerContainer = Object.assign(Object.create(null), {
  getRegistrations: () => Promise.resolve(installed),
});
const link = { script, container };
const registrationOf = (path: string) => ({ active: { scriptURL: `https://site.example${path}` } });

/** The site's registrations, and the response body at the script's URL. */
let installed: object[];
let body: string;
let asked: number;

beforeEach(() => {
  asked = 0;
  installed = [registrationOf('/other.js'), registrationOf('/reels/nextreel-sw.js?v=1')];
  body = '/*! nextreel 1.0.0 */';
  vi.stubGlobal('location', { href: 'https://site.example/account' });
  vi.stubGlobal('fetch', async () => {
    asked += 1;
    return new Response(body, { headers: { 'content-type': 'text/javascript' } });
  });
});
afterEach(() => vi.unstubAllGlobals());

it('a worker is found by its script, whatever its scope', async () => {
  expect(await findInstalled(link)).toEqual({ registrations: [installed[1]], isOwn: true });
});

it("a worker that imports Nextreel's is found but belongs to the site", async () => {
  body = "importScripts('/nextreel-sw.js?embedded');";
  expect(await findInstalled(link)).toEqual({ registrations: [installed[1]], isOwn: false });
});

it('a worker without Nextreel is ignored, even under the same name', async () => {
  body = "addEventListener('fetch', () => {});";
  expect(await findInstalled(link)).toEqual({ registrations: [], isOwn: false });
});

it('the script is not requested if no worker of that name is installed', async () => {
  installed = [registrationOf('/other.js')];
  expect([await findInstalled(link), asked]).toEqual([{ registrations: [], isOwn: false }, 0]);
  expect(await findInstalled({ script, container: undefined })).toEqual({ registrations: undefined, isOwn: false });
});

import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { startDemo } from '../demo/demo.ts';
import { stopWorkers } from './stop-workers.ts';

export type ChangedWorker = {
  readonly pageUrl: string;
  readonly originUrls: readonly string[];
  /** Edits the worker's script; the next request for it gets the edited version. */
  change(edit: (script: string) => string): Promise<void>;
  /** Replaces everything with another build: its files have new names, and the old ones are gone. */
  deploy(): Promise<void>;
  close(): Promise<void>;
};

/** Starts a separate demo whose worker script a test can change. */
export async function startChangedWorker(
  edit: (script: string) => string = (script) => script,
): Promise<ChangedWorker> {
  const dist = await mkdtemp(join(tmpdir(), 'nextreel-dist-'));
  await cp(fileURLToPath(new URL('../dist', import.meta.url)), dist, { recursive: true });
  const path = join(dist, 'sw.js');
  const change: ChangedWorker['change'] = async (next) => writeFile(path, next(await readFile(path, 'utf8')));
  await change(edit);
  const demo = await startDemo({ port: 0, dist });
  const close = async () => {
    await demo.close();
    await rm(dist, { recursive: true, force: true });
  };
  return { pageUrl: demo.pageUrl, originUrls: demo.originUrls, change, deploy: () => deploy(dist), close };
}

async function deploy(dist: string): Promise<void> {
  const assets = await readdir(join(dist, 'assets'));
  const renamed = (text: string) =>
    assets.reduce((changed, name) => changed.replaceAll(name, name.replace(/(?=\.\w+$)/, '-next')), text);
  for (const path of ['index.html', 'sw.js', ...assets.map((name) => join('assets', name))]) {
    const text = renamed(await readFile(join(dist, path), 'utf8'));
    await rm(join(dist, path));
    await writeFile(join(dist, renamed(path)), text.replace(/(?<=version:")[0-9a-f]{12}(?=")/, '0123456789ab'));
  }
}

/** Resolves once the changed version of the worker has taken over. */
export async function update(page: Page, change: () => Promise<void>): Promise<void> {
  await change();
  await install(page);
  await waitForTakeover(page);
}

/** Makes the browser check for a new worker. Resolves once the new version is waiting or is taking over. */
export async function install(page: Page): Promise<void> {
  const state = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update();
    const installing = registration?.installing;
    if (installing) await new Promise((resolve) => installing.addEventListener('statechange', resolve, { once: true }));
    return installing?.state;
  });
  expect(state, 'the next version').toMatch(/installed|activat/);
}

export async function waitForTakeover(page: Page): Promise<void> {
  const hasTakenOver = async () => {
    const isWaiting = await page.evaluate(async () => {
      const { waiting } = await navigator.serviceWorker.ready;
      return waiting !== null;
    });
    // With developer tools attached, as in a test, Chromium may keep the old worker as long as it gets any event.
    if (isWaiting) await stopWorkers(page);
    return !isWaiting;
  };
  await expect.poll(hasTakenOver, { intervals: [4000], timeout: 60_000 }).toBe(true);
}

import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import type { Demo } from '../demo.ts';
import { screens } from './screens.ts';
import { type State, states } from './states.ts';

export const folder = fileURLToPath(new URL('../../screenshots/', import.meta.url));

/** A picture of a state. `look` is the screen size or viewer preference that it was taken with. */
export type Shot = { readonly state: string; readonly look: string; readonly file: string };

const phone = { width: 390, height: 844 };

/** Viewer preferences to take pictures with, at phone size. */
const looks: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  light: (page) => page.emulateMedia({ colorScheme: 'light' }),
  'forced colours': (page) => page.emulateMedia({ forcedColors: 'active' }),
  'reduced motion': (page) => page.emulateMedia({ reducedMotion: 'reduce' }),
  'right to left': (page) => page.evaluate(() => Object.assign(document.documentElement, { dir: 'rtl' })),
  '200 % text': (page) => page.evaluate(() => Object.assign(document.documentElement.style, { fontSize: '200%' })),
};

export async function takeStates(browser: Browser, demo: Demo, wanted: string | undefined): Promise<Shot[]> {
  await mkdir(folder, { recursive: true });
  if (wanted === undefined) await rm(folder, { recursive: true, force: true });
  const shots: Shot[] = [];
  for (const state of states) {
    if (wanted !== undefined && state.name !== wanted) continue;
    shots.push(...(await takeState(browser, demo, state)));
    console.log(`screenshots: ${state.name}`);
  }
  return shots;
}

async function takeState(browser: Browser, demo: Demo, state: State): Promise<Shot[]> {
  const { name, path = '/', arrange, reach } = state;
  const options: BrowserContextOptions = { viewport: phone, colorScheme: 'dark' };
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const shots: Shot[] = [];
  const take = async (look: string) => {
    const file = `${name} - ${look}.png`.replaceAll(' ', '-');
    // After two frames the page has been repainted for the new size or preference.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await page.screenshot({ path: folder + file });
    shots.push({ state: name, look, file });
  };
  try {
    await arrange?.(page, demo);
    await page.goto(new URL(path, demo.pageUrl).href);
    await reach?.(page, demo);
    for (const size of screens) {
      await page.setViewportSize(size);
      await take(`${size.width}x${size.height}`);
    }
    await page.setViewportSize(phone);
    for (const [look, turn] of Object.entries(looks)) {
      await turn(page);
      await take(look);
      await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'none', reducedMotion: 'no-preference' });
      await page.evaluate(() => {
        document.documentElement.removeAttribute('dir');
        document.documentElement.removeAttribute('style');
      });
    }
  } finally {
    await context.close();
    for (const url of demo.originUrls) await fetch(new URL('__shape', url), { method: 'DELETE' });
  }
  return shots;
}

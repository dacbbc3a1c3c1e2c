import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Browser } from '@playwright/test';
import { folder, type Shot } from './take-states.ts';

const style = `
  body { margin: 24px; background: #888; font: 14px system-ui; }
  section { display: flex; flex-wrap: wrap; gap: 12px; align-items: end; margin-block-end: 24px; }
  h2 { flex-basis: 100%; margin: 0; }
  figure { margin: 0; }
  img { display: block; block-size: 320px; }`;

/** Writes a page with all screenshots, one row per state, as HTML and as one image. */
export async function writeContactSheet(browser: Browser, shots: readonly Shot[]): Promise<string> {
  const rows = [...new Set(shots.map(({ state }) => state))].map((state) => {
    const figures = shots
      .filter((shot) => shot.state === state)
      .map(
        ({ look, file }) => `<figure><img src="${encodeURI(file)}" alt=""><figcaption>${look}</figcaption></figure>`,
      );
    return `<section><h2>${state}</h2>${figures.join('')}</section>`;
  });
  const path = `${folder}contact-sheet.html`;
  await writeFile(
    path,
    `<!doctype html><meta charset="utf-8"><title>Contact sheet</title><style>${style}</style>${rows.join('')}`,
  );
  const page = await browser.newPage({ viewport: { width: 2400, height: 1200 } });
  await page.goto(pathToFileURL(path).href);
  await page.screenshot({ path: `${folder}contact-sheet.png`, fullPage: true, timeout: 180_000 });
  await page.close();
  return path;
}

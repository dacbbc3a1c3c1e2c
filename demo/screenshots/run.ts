/** `npm run screenshots`: takes README's pictures into docs/, and all page states in all sizes into screenshots/. */
import { chromium } from '@playwright/test';
import { launchOptions } from '../../checks/browser.ts';
import { startDemo } from '../demo.ts';
import { writeContactSheet } from './contact-sheet.ts';
import { takeReadmePictures } from './readme-pictures.ts';
import { takeStates } from './take-states.ts';

const wanted = process.argv[2];
const demo = await startDemo({ port: 0 });
const browser = await chromium.launch(launchOptions());
try {
  if (wanted === undefined) await takeReadmePictures(browser, demo.pageUrl);
  const shots = await takeStates(browser, demo, wanted);
  console.log(await writeContactSheet(browser, shots));
} finally {
  await browser.close();
  await demo.close();
}

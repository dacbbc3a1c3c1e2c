/**
 * Finds the browser for the tests and benchmarks: an installed Chromium or Chrome, else Playwright's own. Run as a
 * script, it installs Playwright's if there is none, and tells what to do if that fails.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const knownPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** Returns the path of an installed browser, or undefined. CHROME_PATH takes precedence. */
export function findBrowser(): string | undefined {
  const wanted = process.env['CHROME_PATH'];
  const places = [...findOnPath(names), ...knownPaths, chromium.executablePath()];
  return [...(wanted === undefined ? [] : [wanted]), ...places].find(existsSync);
}

/** Returns the path of Debian's or any other Firefox on the PATH. FIREFOX_PATH takes precedence. */
export function findFirefox(): string | undefined {
  const wanted = process.env['FIREFOX_PATH'];
  return wanted ?? findOnPath(['firefox-esr', 'firefox']).find(existsSync);
}

function findOnPath(programs: readonly string[]): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return programs.flatMap((program) => folders.map((folder) => join(folder, program)));
}

const flags: readonly string[] = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];

/** Returns the options with which tests and benchmarks launch the browser. */
export function launchOptions(more: readonly string[] = []): { args: string[]; executablePath?: string } {
  const executablePath = findBrowser();
  return { args: [...flags, ...more], ...(executablePath === undefined ? {} : { executablePath }) };
}

if (process.argv[1] === fileURLToPath(import.meta.url) && findBrowser() === undefined) {
  console.log('No Chromium or Chrome found: installing one for the tests.');
  spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' });
  if (findBrowser() === undefined) {
    console.error('No browser for the tests. Install Chromium or Chrome, or set CHROME_PATH to one, and run again.');
    process.exitCode = 1;
  }
}

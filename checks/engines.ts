/** Checks that the engines for `npm run test:engines` are installed, and tells what to install if they are not. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser, findFirefox } from './browser.ts';

type Need = { readonly what: string; readonly packages: string; readonly isInstalled: () => boolean };

const runs = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
const webkitWindow = `
import gi
gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2`;

const needs: readonly Need[] = [
  { what: 'Chromium', packages: 'chromium', isInstalled: () => findBrowser() !== undefined },
  { what: 'Firefox', packages: 'firefox-esr', isInstalled: () => findFirefox() !== undefined },
  { what: 'WebKitWebDriver', packages: 'webkit2gtk-driver', isInstalled: () => runs('WebKitWebDriver', '--help') },
  { what: 'a virtual display', packages: 'xvfb', isInstalled: () => existsSync('/usr/bin/Xvfb') },
  {
    what: 'WebKitGTK from Python',
    packages: 'python3-gi gir1.2-webkit2-4.1 gir1.2-gtk-3.0',
    isInstalled: () => runs('/usr/bin/python3', '-c', webkitWindow),
  },
  {
    what: 'H.264 and AAC for WebKitGTK',
    packages: ['good', 'bad', 'ugly']
      .map((set) => `gstreamer1.0-plugins-${set}`)
      .concat('gstreamer1.0-libav')
      .join(' '),
    isInstalled: () => hasGstreamer('libgstlibav.so') && hasGstreamer('libgstvideoparsersbad.so'),
  },
];

function hasGstreamer(plugin: string): boolean {
  const libraries = '/usr/lib';
  return (
    existsSync(libraries) &&
    readdirSync(libraries).some((name) => existsSync(join(libraries, name, 'gstreamer-1.0', plugin)))
  );
}

const missing = needs.filter(({ isInstalled }) => !isInstalled());
if (missing.length > 0) {
  console.error(`Missing: ${missing.map(({ what }) => what).join(', ')}. On Debian:`);
  console.error(`  apt-get install --no-install-recommends ${missing.map(({ packages }) => packages).join(' ')}`);
  process.exitCode = 1;
}

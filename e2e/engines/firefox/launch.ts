import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The socket on which the relay takes commands for its browser: see `openControlSocket` in `relay.ts`. */
process.env['NEXTREEL_FIREFOX_CONTROL_SOCKET'] ??= join(tmpdir(), `nextreel-firefox-${process.pid}`);

/** An installed Firefox, which Playwright reaches through the relay. */
export const firefoxChannel = 'moz-firefox';
export const firefoxOptions = { args: [], executablePath: fileURLToPath(new URL('relay', import.meta.url)) };

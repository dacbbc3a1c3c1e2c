/**
 * Playwright starts this program instead of Firefox. It starts Firefox with the same arguments and relays WebDriver
 * BiDi between the two. A stock Firefox knows fewer commands than Playwright sends. The relay answers those that tests
 * can do without. Those that must reach a service worker (going offline, stopping it) it runs in the browser itself,
 * through Marionette.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import * as v from 'valibot';
import { findFirefox } from '../../../checks/browser.ts';
import { chromeScripts } from './chrome-scripts.ts';
import { Marionette } from './marionette.ts';
import { FrameReader, serverFrame } from './web-socket-frames.ts';

const preferences = {
  // 0 picks a free port, which Firefox writes to a file in the profile.
  'marionette.port': 0,
  'media.autoplay.default': 0,
  // Going offline must block localhost too.
  'network.disable-localhost-when-offline': true,
};
/** Commands that tests can do without. The relay answers them only if this Firefox does not know them. */
const optionalCommands = /^(emulation\.|browser\.setDownloadBehavior$|network\.addDataCollector$)/;

const commandSchema = v.looseObject({ id: v.number(), method: v.string(), params: v.looseObject({}) });
type Command = v.InferOutput<typeof commandSchema>;
type Answer = (params: unknown) => object | Promise<object>;
const refusalSchema = v.looseObject({ type: v.literal('error'), id: v.number(), error: v.literal('unknown command') });
const sessionSchema = v.looseObject({
  sessionId: v.string(),
  capabilities: v.looseObject({ webSocketUrl: v.pipe(v.string(), v.url()) }),
});
const conditionsSchema = v.object({ networkConditions: v.nullable(v.looseObject({ type: v.string() })) });
const featuresSchema = v.object({ features: v.looseObject({ 'prefers-color-scheme': v.nullish(v.string()) }) });

async function main(args: readonly string[]): Promise<void> {
  const profile = args[args.indexOf('--profile') + 1];
  if (profile === undefined)
    throw new Error('The relay is started as Playwright starts Firefox: --profile is missing.');
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${value});\n`);
  await appendFile(join(profile, 'user.js'), lines.join(''));

  const firefox = spawn(findFirefox() ?? 'firefox', [...args, '--marionette', '--remote-allow-system-access'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  firefox.once('exit', (code) => process.exit(code ?? 1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => firefox.kill(signal));
  await untilListening(firefox);

  const marionette = await Marionette.connect(Number(await readFile(join(profile, 'MarionetteActivePort'), 'utf8')));
  // Only a session created through Marionette can both script the browser itself and speak WebDriver BiDi.
  const session = v.parse(
    sessionSchema,
    await marionette.call('WebDriver:NewSession', {
      webSocketUrl: true,
      unhandledPromptBehavior: { default: 'ignore' },
    }),
  );
  await marionette.call('Marionette:SetContext', { value: 'chrome' });
  await openControlSocket(marionette);

  const server = createServer((client) => {
    // No other client will connect to this browser.
    client.once('close', () => firefox.kill());
    relay(client, session, marionette).catch((error: unknown) => {
      console.error(error);
      client.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The relay has no port.');
  process.stderr.write(`WebDriver BiDi listening on ws://127.0.0.1:${address.port}\n`);
}

function untilListening(firefox: ChildProcess): Promise<void> {
  let output = '';
  return new Promise((resolve) => {
    firefox.stderr?.on('data', (bytes: Buffer) => {
      output += bytes.toString('utf8');
      if (/WebDriver BiDi listening on/.test(output)) resolve();
    });
  });
}

/** Serves `POST /stop-workers`, which Playwright has no command for, at the socket named in the environment. */
async function openControlSocket(marionette: Marionette): Promise<void> {
  const path = process.env['NEXTREEL_FIREFOX_CONTROL_SOCKET'];
  if (path === undefined) return;
  // The socket file of an earlier browser may still exist.
  await rm(path, { force: true });
  createHttpServer((request, response) => {
    if (request.url !== '/stop-workers') response.writeHead(404).end();
    else
      marionette.run(chromeScripts.stopWorkers).then(
        () => response.writeHead(204).end(),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
  }).listen(path);
}

async function relay(
  client: Socket,
  session: v.InferOutput<typeof sessionSchema>,
  marionette: Marionette,
): Promise<void> {
  const { hostname, port, pathname } = new URL(session.capabilities.webSocketUrl);
  const browser = connect(Number(port), hostname);
  for (const [one, other] of [
    [client, browser],
    [browser, client],
  ] as const) {
    one.on('error', () => one.destroy());
    one.on('close', () => other.destroy());
  }
  const sent = new Map<number, string>();
  const answers: Readonly<Record<string, Answer>> = {
    'session.new': () => session,
    'browser.close': async () => {
      await marionette.call('Marionette:Quit', { flags: ['eForceQuit'] });
      return {};
    },
    'emulation.setNetworkConditions': async (params) => {
      const { networkConditions } = v.parse(conditionsSchema, params);
      await marionette.run(chromeScripts.setOffline, networkConditions?.type === 'offline');
      return {};
    },
    'emulation.setMediaFeaturesOverride': async (params) => {
      const scheme = v.parse(featuresSchema, params).features['prefers-color-scheme'];
      await marionette.run(chromeScripts.setColorScheme, scheme ?? 'none');
      return {};
    },
  };

  const answerLocally = async ({ id, params }: Command, answer: Answer): Promise<void> => {
    try {
      client.write(success(id, await answer(params)));
    } catch (error) {
      client.write(serverFrame(JSON.stringify({ type: 'error', id, error: 'unknown error', message: String(error) })));
    }
  };

  await passHead(client, browser, (head) =>
    head
      .replace(/^GET \S+/, `GET ${pathname}`)
      .replace(/^Host:.*$/im, `Host: ${hostname}:${port}`)
      .replace(/^Sec-WebSocket-Extensions:.*\r\n/im, ''),
  );
  await passHead(browser, client, (head) => head);
  const toBrowser = new FrameReader();
  client.on('data', (bytes: Buffer) => {
    for (const { raw, text } of toBrowser.read(bytes)) {
      const command = text === null ? null : v.parse(commandSchema, JSON.parse(text));
      const answer = command === null ? undefined : answers[command.method];
      if (command === null || answer === undefined) {
        if (command !== null) sent.set(command.id, command.method);
        browser.write(raw);
      } else void answerLocally(command, answer);
    }
  });
  client.resume();
  const toClient = new FrameReader();
  browser.on('data', (bytes: Buffer) => {
    for (const { raw, text } of toClient.read(bytes)) {
      const refusal = v.safeParse(refusalSchema, JSON.parse(text ?? 'null'));
      const isOptional = refusal.success && optionalCommands.test(sent.get(refusal.output.id) ?? '');
      client.write(isOptional ? success(refusal.output.id, {}) : raw);
    }
  });
  browser.resume();
}

function success(id: number, result: object): Buffer {
  return serverFrame(JSON.stringify({ type: 'success', id, result }));
}

/** Forwards the HTTP request or response head that opens a WebSocket, edited by `change`. */
async function passHead(from: Socket, to: Socket, change: (head: string) => string): Promise<void> {
  let head = '';
  while (!head.includes('\r\n\r\n')) {
    const bytes: Buffer | null = from.read(1);
    if (bytes === null) await once(from, 'readable');
    else head += bytes.toString('latin1');
  }
  to.write(change(head));
}

await main(process.argv.slice(2));

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Marionette } from './marionette.ts';

let server: Server;
let browser: Socket;
let marionette: Marionette;

beforeEach(async () => {
  server = createServer((socket) => {
    browser = socket;
    browser.write(message({ applicationType: 'gecko', marionetteProtocol: 3 }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  marionette = await Marionette.connect(typeof address === 'object' && address !== null ? address.port : 0);
});
afterEach(() => {
  browser.destroy();
  server.close();
});

function message(content: unknown): string {
  const text = JSON.stringify(content);
  return `${Buffer.byteLength(text)}:${text}`;
}

test('each call gets its own response, in any order and split at every byte', async () => {
  const [first, second] = [marionette.call('First', {}), marionette.call('Second', { a: 1 })];
  const answers = message([1, 2, null, 'zwei – 2']) + message([1, 1, null, { value: 1 }]);
  for (const byte of Buffer.from(answers)) browser.write(Buffer.from([byte]));
  expect(await first).toEqual({ value: 1 });
  expect(await second).toBe('zwei – 2');
});

test('a rejected call reports the error from Firefox', async () => {
  const call = marionette.call('Nothing', {});
  browser.write(message([1, 1, { error: 'unknown command', message: 'Nothing', stacktrace: '' }, null]));
  await expect(call).rejects.toThrow('unknown command: Nothing');
});

test('an error thrown by a script is rethrown to the caller', async () => {
  const run = marionette.run('throw new Error("gone")');
  browser.write(message([1, 1, null, { value: 'Error: gone' }]));
  await expect(run).rejects.toThrow('Error: gone');
});

test('a call in flight fails when Firefox closes the connection', async () => {
  const call = marionette.call('Quit', {});
  browser.end();
  await expect(call).rejects.toThrow('closed the connection');
});

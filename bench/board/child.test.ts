import { expect, test } from 'vitest';
import { runChild } from './child.ts';

const runNode = (script: string, maxMs = 60_000) => runChild(process.execPath, ['-e', script], maxMs);

test('a bench that ends well has no fault', async () => {
  expect(await runNode('')).toBeNull();
});

test('a bench that fails says so with the last thing that it said', async () => {
  const script = 'console.error("first"); console.error("no browser here"); process.exitCode = 3';
  expect(await runNode(script)).toBe('ended with 3: no browser here');
});

test('a bench that cannot be started is a fault of its own', async () => {
  expect(await runChild('/nowhere/program', [], 60_000)).toMatch(/^could not be started: /);
});

test('a bench that takes too long is ended with all that it has started', async () => {
  // The inner one holds the outer one's output open: without its end this would not settle.
  const inner = 'setInterval(() => undefined, 1000)';
  const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' }); ${inner}`;
  expect(await runNode(script, 500)).toMatch(/^did not end within /);
});

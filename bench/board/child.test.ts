import { expect, test } from 'vitest';
import { runChild } from './child.ts';

const runNode = (script: string, maxMs = 60_000) => runChild(process.execPath, ['-e', script], maxMs);

test('a bench that exits with 0 has no fault', async () => {
  expect(await runNode('')).toBeNull();
});

test('a bench that fails reports its exit code and the last line it printed to stderr', async () => {
  const script = 'console.error("first"); console.error("no browser here"); process.exitCode = 3';
  expect(await runNode(script)).toBe('ended with 3: no browser here');
});

test('a bench that cannot be started reports that as its fault', async () => {
  expect(await runChild('/nowhere/program', [], 60_000)).toMatch(/^could not be started: /);
});

test('a bench that takes too long is killed with all its child processes', async () => {
  // The grandchild keeps the output of its parent open: unless it is killed too, this never settles.
  const inner = 'setInterval(() => undefined, 1000)';
  const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' }); ${inner}`;
  expect(await runNode(script, 500)).toMatch(/^did not end within /);
});

import { execFile } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type as systemName } from 'node:os';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { findBrowser } from '../../checks/browser.ts';

const execute = promisify(execFile);

export const machineSchema = v.strictObject({
  processor: v.string(),
  cores: v.number(),
  memoryGiB: v.number(),
  system: v.string(),
  node: v.string(),
});
export type Machine = v.InferOutput<typeof machineSchema>;

export function describeMachine(): Machine {
  const [first] = cpus();
  return {
    processor: first?.model.trim() || 'unknown processor',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${systemName()} ${release().split('.').slice(0, 2).join('.')}`,
    node: process.version,
  };
}

/** Returns the average number of runnable processes over the last minute. */
export function currentLoad(): number {
  return Math.round(10 * (loadavg()[0] ?? 0)) / 10;
}

export async function browserVersion(): Promise<string> {
  const path = findBrowser();
  return path === undefined ? 'no browser' : firstLineOf(path, ['--version']);
}

/**
 * Returns the short hash of HEAD, with a plus appended if the work tree has changes, since the figures are then not
 * those of the commit.
 */
export async function currentCommit(): Promise<string> {
  const commit = await firstLineOf('git', ['rev-parse', '--short', 'HEAD']);
  const changed = await firstLineOf('git', ['status', '--porcelain', '--', '.', ':!docs/benchmarks.*']);
  return changed === '' ? commit : `${commit}+`;
}

/** Returns '' if the program cannot be run: the sources may come without git. */
async function firstLineOf(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, args, { timeout: 20_000 }).catch(() => ({ stdout: '' }));
  return stdout.split('\n')[0]?.trim() ?? '';
}

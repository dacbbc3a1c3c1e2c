import { spawn } from 'node:child_process';

/** How a child process ended; null if it succeeded. */
export type Ending = string | null;

/** Grace period before SIGKILL: a bench closes its browsers when it is stopped, which may take a while. */
const killDelayMs = 20_000;

/**
 * Runs a program for at most `maxMs`, then kills it with its child processes. Its output goes to this process's stderr
 * as progress.
 */
export function runChild(program: string, args: readonly string[], maxMs: number): Promise<Ending> {
  // In a process group of its own, so that the limit also kills the children of npm.
  const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let lastLine = '';
  child.stdout.pipe(process.stderr, { end: false });
  child.stderr.on('data', (bytes: Buffer) => {
    process.stderr.write(bytes);
    lastLine = bytes.toString().trim().split('\n').at(-1)?.slice(0, 200) || lastLine;
  });
  const signalAll = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The process has ended in the meantime.
    }
  };
  const interrupt = () => {
    signalAll('SIGTERM');
    process.exit(1);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return new Promise((resolve) => {
    let isLate = false;
    let killTimer: NodeJS.Timeout | undefined;
    const timeLimit = setTimeout(() => {
      isLate = true;
      signalAll('SIGTERM');
      killTimer = setTimeout(() => {
        signalAll('SIGKILL');
        // A surviving grandchild may still hold the pipes open; stop waiting for it.
        child.stdout.destroy();
        child.stderr.destroy();
      }, killDelayMs);
    }, maxMs);
    const end = (ending: Ending) => {
      clearTimeout(timeLimit);
      clearTimeout(killTimer);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      resolve(isLate ? `did not end within ${maxMs / 60_000} minutes` : ending);
    };
    child.on('error', ({ message }) => end(`could not be started: ${message}`));
    child.on('close', (code, signal) => end(code === 0 ? null : `ended with ${signal ?? code}: ${lastLine}`));
  });
}

import { spawn } from 'node:child_process';

/** How a child process ended; null is well. */
export type Ending = string | null;

/** Browsers are closed before a bench ends, and that may take a while. */
const farewellMs = 20_000;

/**
 * Runs a program with all that it starts, for so long at most. What it prints goes to this process's stderr, as its
 * progress.
 */
export function runChild(program: string, args: readonly string[], maxMs: number): Promise<Ending> {
  // A group of its own, so that a limit ends what npm has started and not npm alone.
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
      // It has ended in between.
    }
  };
  const interrupt = () => {
    signalAll('SIGTERM');
    process.exit(1);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return new Promise((resolve) => {
    let isLate = false;
    let farewell: NodeJS.Timeout | undefined;
    const limit = setTimeout(() => {
      isLate = true;
      signalAll('SIGTERM');
      farewell = setTimeout(() => {
        signalAll('SIGKILL');
        // Whoever is left and holds them is waited for no longer.
        child.stdout.destroy();
        child.stderr.destroy();
      }, farewellMs);
    }, maxMs);
    const end = (ending: Ending) => {
      clearTimeout(limit);
      clearTimeout(farewell);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      resolve(isLate ? `did not end within ${maxMs / 60_000} minutes` : ending);
    };
    child.on('error', ({ message }) => end(`could not be started: ${message}`));
    child.on('close', (code, signal) => end(code === 0 ? null : `ended with ${signal ?? code}: ${lastLine}`));
  });
}

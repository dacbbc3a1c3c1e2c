import type { LogLevel } from './shared/config.ts';

/** The only function of the page that writes to the console. */
export function log(level: Exclude<LogLevel, 'silent'>, message: string, facts?: unknown): void {
  // oxlint-disable-next-line no-console
  console[level](`[nextreel] ${message}`, ...(facts === undefined ? [] : [facts]));
}

import type { LogLevel } from '../../src/shared/config.ts';

export type LogRecord = {
  readonly atMs: number;
  readonly level: Exclude<LogLevel, 'silent'>;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
};

const order: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];
const keptRecords = 500;

/** The worker's log: the last records are kept for export, those that are important enough also go to the console. */
export class Log {
  readonly #records: LogRecord[] = [];

  constructor(
    readonly settings: { readonly level: LogLevel },
    readonly print: Pick<Console, 'error' | 'warn' | 'info' | 'debug'>,
    readonly nowMs: () => number,
  ) {}

  get level(): LogLevel {
    return this.settings.level;
  }

  get records(): readonly LogRecord[] {
    return this.#records;
  }

  /** For what happens so often that describing it would cost something. */
  trace(describe: () => string): void {
    if (this.level === 'debug') this.write('debug', describe());
  }

  write(level: LogRecord['level'], message: string, facts: LogRecord['facts'] = {}): void {
    if (order.indexOf(level) > order.indexOf(this.level)) return;
    this.#records.push({ atMs: this.nowMs(), level, message, facts });
    if (this.#records.length > keptRecords) this.#records.shift();
    this.print[level](`[nextreel] ${message}`, facts);
  }
}

import type { Config, LogLevel } from '../../src/shared/config.ts';
import { withoutSignatures } from '../decision/resource/signatures.ts';

export type LogRecord = {
  readonly atMs: number;
  readonly level: Exclude<LogLevel, 'silent'>;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
};

const order: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];
const keptRecords = 500;

/** The worker's log. Records up to the configured level go to the console, and the latest are kept for export. */
export class Log {
  readonly #records: LogRecord[] = [];

  constructor(
    readonly config: Pick<Config, 'cache' | 'logging'>,
    readonly print: Pick<Console, 'error' | 'warn' | 'info' | 'debug'>,
    readonly nowMs: () => number,
  ) {}

  get level(): LogLevel {
    return this.config.logging.level;
  }

  get records(): readonly LogRecord[] {
    return this.#records;
  }

  forget(): void {
    this.#records.length = 0;
  }

  /** Writes a debug record. For frequent events: they are described only if the level is `debug`. */
  trace(describe: () => string): void {
    if (this.level === 'debug') this.write('debug', describe());
  }

  /** Reports a failure that the viewer may not notice. */
  warn(message: string, cause: unknown): void {
    this.write('warn', message, { cause: String(cause) });
  }

  write(level: LogRecord['level'], message: string, facts: LogRecord['facts'] = {}): void {
    if (order.indexOf(level) > order.indexOf(this.level)) return;
    const said = withoutSignatures({ message, facts }, this.config.cache.volatile_query_parameters);
    this.#records.push({ atMs: this.nowMs(), level, ...said });
    if (this.#records.length > keptRecords) this.#records.shift();
    this.print[level](`[nextreel] ${said.message}`, said.facts);
  }
}

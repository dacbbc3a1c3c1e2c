import type { LogLevel } from '../../src/shared/config.ts';
import { withoutSignatures } from '../decision/resource/signatures.ts';

export type LogRecord = {
  readonly atMs: number;
  readonly level: Exclude<LogLevel, 'silent'>;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
};

const order: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];
const keptRecords = 500;

/** What several parts have to say alike. */
export class Said {
  constructor(readonly log: Log) {}

  warn(message: string, cause: unknown): void {
    this.log.write('warn', message, { cause: String(cause) });
  }

  /** A source that fell silent before it had delivered much is worth a warning. */
  origin(event: {
    readonly kind: string;
    readonly fillLevel?: number;
    readonly failure?: { readonly reason: string };
  }) {
    const isAlarming = event.failure?.reason === 'stalled' && (event.fillLevel ?? 1) < lowFillLevel;
    this.log.write(isAlarming ? 'warn' : 'info', `Origins: ${event.kind}`, event);
  }
}

const lowFillLevel = 0.25;

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

  forget(): void {
    this.#records.length = 0;
  }

  /** For what happens so often that describing it would cost something. */
  trace(describe: () => string): void {
    if (this.level === 'debug') this.write('debug', describe());
  }

  write(level: LogRecord['level'], message: string, facts: LogRecord['facts'] = {}): void {
    if (order.indexOf(level) > order.indexOf(this.level)) return;
    const said = withoutSignatures({ message, facts });
    this.#records.push({ atMs: this.nowMs(), level, ...said });
    if (this.#records.length > keptRecords) this.#records.shift();
    this.print[level](`[nextreel] ${said.message}`, said.facts);
  }
}

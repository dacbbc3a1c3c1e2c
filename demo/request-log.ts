import type { IncomingMessage } from 'node:http';

export type LogEntry = {
  /** Since the epoch. */
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** 0: no answer was begun. */
  status: number;
  readonly range: string | null;
  bytesSent: number;
  /** The whole answer was handed over. False while it runs, and for good when it broke off. */
  finished: boolean;
  /** The connection was closed before the whole answer was handed over. */
  left: boolean;
  readonly headers: Readonly<Record<string, string>>;
};

const loggedHeaders = new Set([
  'accept',
  'cache-control',
  'if-none-match',
  'if-range',
  'origin',
  'priority',
  'save-data',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-purpose',
]);

const maxEntries = 20_000;

/** What an origin was asked for, the last 20,000 requests. */
export class RequestLog {
  #entries: LogEntry[] = [];

  begin(request: IncomingMessage, url: URL): LogEntry {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) {
      if (loggedHeaders.has(name) || name.startsWith('cmcd')) headers[name] = String(value);
    }
    const entry: LogEntry = {
      atMs: Date.now(),
      method: request.method ?? '',
      path: url.pathname,
      query: url.search.slice(1),
      status: 0,
      range: request.headers.range ?? null,
      bytesSent: 0,
      finished: false,
      left: false,
      headers,
    };
    this.#entries.push(entry);
    // Dropped in blocks, so that a long run does not move the whole list with every request.
    if (this.#entries.length >= maxEntries * 1.5) this.#entries = this.entries();
    return entry;
  }

  entries(): LogEntry[] {
    return this.#entries.slice(-maxEntries);
  }

  clear(): void {
    this.#entries = [];
  }
}

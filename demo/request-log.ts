import type { IncomingMessage } from 'node:http';

export type LogEntry = {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** 0 until a response has begun. */
  status: number;
  readonly range: string | null;
  bytesSent: number;
  /** The whole response was sent. False while it is being sent, and for good if it broke off. */
  finished: boolean;
  /** The connection was closed before the whole response was sent. */
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

/** The last 20,000 requests to an origin. */
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
    // Entries are dropped in blocks, so that not every request of a long run copies the whole list.
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

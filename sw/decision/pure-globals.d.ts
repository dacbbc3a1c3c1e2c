/**
 * The one platform class that pure code may use: it is deterministic and the same in browsers, workers and Node.
 * Everything else outside the language (fetch, timers, console) stays undeclared here and is a compile error.
 */
declare class URL {
  constructor(url: string, base?: string);
  readonly origin: string;
  readonly protocol: string;
  readonly host: string;
  readonly href: string;
  readonly pathname: string;
  search: string;
  hash: string;
  readonly searchParams: URLSearchParams;
  static canParse(url: string, base?: string): boolean;
}

interface URLSearchParams extends Iterable<[string, string]> {
  delete(name: string): void;
  get(name: string): string | null;
  has(name: string): boolean;
  set(name: string, value: string): void;
  sort(): void;
  keys(): IterableIterator<string>;
  readonly size: number;
}

/** Where a part keeps one JSON value that must outlive the worker. */
export type Memory = { read(): Promise<unknown>; write(value: unknown): Promise<void> };

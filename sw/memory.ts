/** Storage for one JSON value that outlives the worker. Each call settles within about a second. */
export type Memory = { read(): Promise<unknown>; write(value: unknown): Promise<void> };

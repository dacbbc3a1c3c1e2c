/** Where one JSON value outlives the worker. Whoever asks is answered, or refused, within a second or so. */
export type Memory = { read(): Promise<unknown>; write(value: unknown): Promise<void> };

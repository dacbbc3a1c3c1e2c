import type { DatabaseAccess } from './database-access.ts';

const limitMs = 1000;

/** Small facts that must outlive the worker: each is one JSON value under its name. */
export class StateStore {
  constructor(readonly access: DatabaseAccess) {}

  read(name: string): Promise<unknown> {
    return this.access.run(limitMs, (database) => database.get('state', name));
  }

  async write(name: string, value: unknown): Promise<void> {
    await this.access.run(limitMs, (database) => database.put('state', value, name));
  }

  async remove(name: string): Promise<void> {
    await this.access.run(limitMs, (database) => database.delete('state', name));
  }
}

import type { DatabaseConnection } from './database.ts';

/** Small facts that must outlive the worker: each is one JSON value under its name. */
export class StateStore {
  constructor(readonly connection: DatabaseConnection) {}

  async read(name: string): Promise<unknown> {
    const database = await this.connection.get();
    return database.get('state', name);
  }

  async write(name: string, value: unknown): Promise<void> {
    const database = await this.connection.get();
    await database.put('state', value, name);
  }
}

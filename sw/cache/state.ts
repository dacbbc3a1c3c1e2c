import { withoutSignatures } from '../decision/resource/signatures.ts';
import type { DatabaseAccess } from './database-access.ts';
import type { SigningSettings } from './saved-store.ts';
import type { NextreelSchema } from './schema.ts';

/** WebKit on a busy machine has taken 1.2 s: one slow response must not count as a failure. */
const limitMs = 2000;

/** Stores small facts that must outlive the worker, each as one JSON value under its name. */
export class StateStore {
  constructor(
    readonly access: DatabaseAccess<NextreelSchema>,
    readonly settings: SigningSettings,
  ) {}

  /** Whether the store responds at all. */
  isAvailable(): Promise<boolean> {
    return this.read('config').then(
      () => true,
      () => false,
    );
  }

  read(name: string): Promise<unknown> {
    return this.access.run(limitMs, (database) => database.get('state', name));
  }

  async write(name: string, value: unknown): Promise<void> {
    const plain = withoutSignatures(value, this.settings.volatile_query_parameters);
    await this.access.run(limitMs, (database) => database.put('state', plain, name));
  }
}

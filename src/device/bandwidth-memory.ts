const maxConnections = 20;

export type StringStore = { read(): string | null; write(text: string): void };

/** The last throughput of each kind of connection, so that a new visit does not start without an estimate. */
export class BandwidthMemory {
  readonly #bpsByConnection: Map<string, number>;

  constructor(readonly store: StringStore) {
    this.#bpsByConnection = new Map(readSaved(store));
  }

  recall(connection: string): number | null {
    return this.#bpsByConnection.get(connection) ?? null;
  }

  remember(connection: string, bps: number): void {
    const rounded = Math.round(bps);
    if (!Number.isFinite(bps) || rounded < 1 || rounded === this.#bpsByConnection.get(connection)) return;
    this.#bpsByConnection.delete(connection);
    this.#bpsByConnection.set(connection, rounded);
    this.store.write(JSON.stringify([...this.#bpsByConnection].slice(-maxConnections)));
  }
}

function readSaved(store: StringStore): (readonly [string, number])[] {
  try {
    const saved: unknown = JSON.parse(store.read() ?? '[]');
    return Array.isArray(saved) ? saved.filter(isBandwidth) : [];
  } catch {
    return [];
  }
}

function isBandwidth(pair: unknown): pair is readonly [string, number] {
  if (!Array.isArray(pair)) return false;
  const [connection, bps]: unknown[] = pair;
  return typeof connection === 'string' && typeof bps === 'number' && bps >= 1;
}

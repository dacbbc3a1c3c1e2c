import type { NextreelDatabase } from './schema.ts';

const formName = 'body-form';
const probeName = 'body-form-probe';

/**
 * The form in which bodies are stored. IndexedDB keeps a Blob as a file and returns a handle to it, which no other form
 * matches, but some builds of WebKitGTK abort every transaction that contains one. This is probed once, with the first
 * body.
 */
export class BodyForm {
  #takesBlobs: Promise<boolean> | undefined;

  async encode(body: Blob, database: NextreelDatabase): Promise<Blob | ArrayBuffer> {
    this.#takesBlobs ??= findOut(database);
    try {
      return (await this.#takesBlobs) ? body : await body.arrayBuffer();
    } catch (cause) {
      this.#takesBlobs = undefined;
      throw cause;
    }
  }
}

async function findOut(database: NextreelDatabase): Promise<boolean> {
  const known = await database.get('state', formName);
  if (known === 'blob' || known === 'buffer') return known === 'blob';
  const takesBlobs = await probe(database);
  await database.put('state', takesBlobs ? 'blob' : 'buffer', formName);
  return takesBlobs;
}

/** Leaves the probe in the store, since another worker may be reading it at the same time. */
async function probe(database: NextreelDatabase): Promise<boolean> {
  try {
    await database.put('state', new Blob(['probe']), probeName);
    const stored = await database.get('state', probeName);
    return stored instanceof Blob && (await stored.text()) === 'probe';
  } catch (cause) {
    // A full or closed database says nothing about Blobs.
    if (cause instanceof DOMException && /^(QuotaExceeded|InvalidState)Error$/.test(cause.name)) throw cause;
    return false;
  }
}

export function decodeBody(stored: unknown, contentType: string): Blob | undefined {
  if (stored instanceof Blob) return stored;
  return stored instanceof ArrayBuffer ? new Blob([stored], { type: contentType }) : undefined;
}

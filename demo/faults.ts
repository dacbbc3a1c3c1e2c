import type { Fault, FaultKind } from './shape';

/** The faults of one origin. The first one that matches the path and is not used up applies. */
export class Faults {
  #faults: { readonly pattern: RegExp; readonly kind: FaultKind; left: number }[] = [];

  set(faults: readonly Fault[]): void {
    this.#faults = faults.map(({ path, kind, count }) => ({
      pattern: compile(path),
      kind,
      left: count === -1 ? Number.POSITIVE_INFINITY : count,
    }));
  }

  take(path: string): FaultKind | null {
    const fault = this.#faults.find(({ pattern, left }) => left > 0 && pattern.test(path));
    if (fault === undefined) return null;
    fault.left -= 1;
    return fault.kind;
  }
}

function compile(path: string): RegExp {
  const source = path.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  return path.includes('*') ? new RegExp(`^/?${source}$`) : new RegExp(source);
}

/** Returns a body of the same length with every 97th byte inverted. */
export function corrupt(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  for (let index = 0; index < copy.length; index += 97) copy[index] = (copy[index] ?? 0) ^ 0xff;
  return copy;
}

export const loginPage = Buffer.from(
  '<!doctype html><html lang="en"><title>Sign in</title><h1>Sign in to this network</h1></html>\n',
);

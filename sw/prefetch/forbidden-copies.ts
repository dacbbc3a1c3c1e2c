import { headerReader, type KeptHeaders } from '../decision/http/kept-headers.ts';
import { forbidsCopies } from '../decision/http/storing.ts';
import type { Resource } from '../decision/resource/resource.ts';

/**
 * Origins that forbid to keep what they send: whatever is fetched from them in advance is fetched once more when it is
 * played. What an origin has said last of a file holds for all of its kind.
 */
export class ForbiddenCopies {
  readonly #names = new Set<string>();

  learn(resource: Resource, headers: KeptHeaders): void {
    const isOwnPartition = resource.viewer !== undefined;
    const isForbidden = forbidsCopies({ header: headerReader(headers), isOwnPartition }) !== null;
    if (isForbidden) this.#names.add(nameOf(resource));
    else this.#names.delete(nameOf(resource));
  }

  has(resource: Resource): boolean {
    return this.#names.has(nameOf(resource));
  }
}

/** A key has the base that stands for all replicas. */
function nameOf({ key, kind }: Resource): string {
  return `${kind} ${new URL(key).origin}`;
}

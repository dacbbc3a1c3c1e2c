import type { Resource } from '../decision/resource/resource.ts';

/**
 * Origins whose files must not be kept: whatever is fetched from them in advance is fetched once more when it is played.
 * What became of a file last is expected of all of its kind.
 */
export class ForbiddenCopies {
  readonly #names = new Set<string>();

  allow(resource: Resource): void {
    this.#names.delete(nameOf(resource));
  }

  refuse(resource: Resource, { isOfFile }: { readonly isOfFile: boolean }): void {
    if (!isOfFile) this.#names.add(nameOf(resource));
  }

  has(resource: Resource): boolean {
    return this.#names.has(nameOf(resource));
  }
}

/** Replicas share the base of their keys. What is kept for a viewer apart is another matter than what is everybody's. */
function nameOf({ key, kind, viewer }: Resource): string {
  return [kind, new URL(key).origin, viewer?.partition].join(' ');
}

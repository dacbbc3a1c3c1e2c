import { dropOldest } from '../decision/drop-oldest.ts';
import type { Refusal } from '../decision/http/storing.ts';
import { kindOf, type ResourceKind } from '../decision/resource/kind.ts';
import { isText, type Resource } from '../decision/resource/resource.ts';

/** So many folders in a row that are not for everybody tell of their whole origin. */
const tellingFolders = 3;

const mostFolders = 500;

/** What is known of one kind of file at one origin. */
type Known = { readonly folders: Set<string>; foldersInARow: number };

/**
 * What must not be kept, or is not asked for in a way that a copy answers: whatever of it is fetched in advance is fetched
 * once more when it is played. What became of a file last is expected of all of its kind at its origin, or in its folder
 * where the origin has both sorts.
 */
export class ForbiddenCopies {
  readonly #known = new Map<string, Known>();
  /** Kinds and origins that a page has last asked for with credentials of its own. */
  readonly #personal = new Set<string>();

  allow(resource: Resource): void {
    const known = this.#of(resource);
    known.foldersInARow = 0;
    known.folders.delete(folderOf(resource));
  }

  refuse(resource: Resource, { holdsFor }: Pick<Refusal, 'holdsFor'>): void {
    const known = this.#of(resource);
    if (holdsFor === 'origin') known.foldersInARow = tellingFolders;
    if (holdsFor !== 'folder' || known.folders.has(folderOf(resource))) return;
    known.foldersInARow += 1;
    known.folders.add(folderOf(resource));
    dropOldest(known.folders, mostFolders);
  }

  /** Only the browser can answer who asks with credentials that nothing is fetched with from here. */
  noteAsked(url: string, isPersonal: boolean): void {
    this.#personal[isPersonal ? 'add' : 'delete'](nameOf(kindOf(url), url));
  }

  /** Texts are read for what they lead to as well: they are worth a request as long as that may be kept. */
  has(resource: Resource): boolean {
    if (!this.#isRefused(resource) || !isText(resource)) return this.#isRefused(resource);
    return (['segment', 'mp4', 'other'] as const).some((kind) => this.#isRefused({ ...resource, kind }));
  }

  #isRefused(resource: Resource): boolean {
    const { folders, foldersInARow } = this.#of(resource);
    const { kind, urls, viewer } = resource;
    const isPersonal = viewer === undefined && urls.some((url) => this.#personal.has(nameOf(kind, url)));
    return isPersonal || foldersInARow >= tellingFolders || folders.has(folderOf(resource));
  }

  /** Replicas share the base of their keys. What is kept for a viewer apart is another matter than what is everybody's. */
  #of({ key, kind, viewer }: Resource): Known {
    const name = `${nameOf(kind, key)} ${viewer?.partition}`;
    const known = this.#known.get(name) ?? { folders: new Set(), foldersInARow: 0 };
    this.#known.set(name, known);
    return known;
  }
}

function nameOf(kind: ResourceKind, address: string): string {
  return `${kind} ${new URL(address).origin}`;
}

function folderOf({ key }: Resource): string {
  return new URL('.', key).href;
}

import { folderOf } from '../decision/playlist/addresses-in.ts';
import { dropOldest } from '../decision/drop-oldest.ts';
import type { Refusal } from '../decision/http/storing.ts';
import { kindOf, type ResourceKind } from '../decision/resource/kind.ts';
import { isManifestOrPlaylist, type Resource } from '../decision/resource/resource.ts';

/** After this many personal folders in a row, the whole origin counts as personal. */
const minFoldersForOrigin = 3;

const mostFolders = 500;

/** What is known about one kind of file at one origin. */
type Verdict = { readonly folders: Set<string>; foldersInARow: number };

/**
 * Resources that are not worth a prefetch, because they would be downloaded again when played: they may not be cached,
 * or are requested in a way that a cached copy cannot answer. A refusal applies to all files of its kind in its
 * folder, or at its whole origin, until one of them may be cached. A refusal of one file's content has no effect.
 */
export class ForbiddenCopies {
  readonly #known = new Map<string, Verdict>();
  /** The kinds of file, by origin, that a page last requested with its own credentials. */
  readonly #personal = new Set<string>();

  allow(resource: Resource): void {
    const known = this.#verdictOn(resource);
    known.foldersInARow = 0;
    known.folders.delete(folderOf(resource.key));
  }

  refuse(resource: Resource, { scope }: Pick<Refusal, 'scope'>): void {
    const known = this.#verdictOn(resource);
    if (scope === 'origin') known.foldersInARow = minFoldersForOrigin;
    if (scope !== 'folder' || known.folders.has(folderOf(resource.key))) return;
    known.foldersInARow += 1;
    known.folders.add(folderOf(resource.key));
    dropOldest(known.folders, mostFolders);
  }

  /** Notes how a page requested a file. The worker cannot prefetch files with the page's own credentials. */
  noteRequest(url: string, isPersonal: boolean): void {
    this.#personal[isPersonal ? 'add' : 'delete'](nameOf(kindOf(url), url));
  }

  /** Whether a prefetch is pointless. Playlists remain worth one while media at their origin may be cached. */
  has(resource: Resource): boolean {
    if (!this.#isRefused(resource) || !isManifestOrPlaylist(resource)) return this.#isRefused(resource);
    return (['segment', 'mp4', 'other'] as const).some((kind) => this.#isRefused({ ...resource, kind }));
  }

  #isRefused(resource: Resource): boolean {
    const { folders, foldersInARow } = this.#verdictOn(resource);
    const { kind, urls, viewer } = resource;
    const isPersonal = viewer === undefined && urls.some((url) => this.#personal.has(nameOf(kind, url)));
    return isPersonal || foldersInARow >= minFoldersForOrigin || folders.has(folderOf(resource.key));
  }

  /** Returns the verdicts for a resource. Replicas share them; personal resources have their own. */
  #verdictOn({ key, kind, viewer }: Resource): Verdict {
    const name = `${nameOf(kind, key)} ${viewer?.partition}`;
    const known = this.#known.get(name) ?? { folders: new Set(), foldersInARow: 0 };
    this.#known.set(name, known);
    return known;
  }
}

function nameOf(kind: ResourceKind, address: string): string {
  return `${kind} ${new URL(address).origin}`;
}

import { dropOldest } from '../decision/drop-oldest.ts';
import { adaptManifest } from '../decision/playlist/adapt-manifest.ts';
import { adaptationFor, type RewriteConditions, rewriteKey } from '../decision/playlist/manifest-rewrite.ts';
import { type Manifest, parseManifest, type Rendition } from '../decision/playlist/parse-manifest.ts';

export type ManifestSource = {
  /** Identity of the manifest, independent of its origin and signature. */
  readonly key: string;
  readonly url: string;
  readonly text: string;
};

export type RewriterParts = {
  /** The current constraints of the viewer's device and network for a manifest. */
  readonly conditions: (manifestUrl: string) => Omit<RewriteConditions, 'first'>;
  /** The address of the rendition that was chosen for this manifest, if one was. */
  readonly chosen: (manifestKey: string) => string | undefined;
};

const keptManifests = 200;

/** Rewrites manifests for this viewer. Reuses a rewrite without parsing its source until that source changes. */
export class ManifestRewriter {
  readonly #kept = new Map<string, ManifestSource & { readonly rewrites: Map<string, string> }>();

  constructor(readonly parts: RewriterParts) {}

  forget(): void {
    this.#kept.clear();
  }

  async rewrite(
    source: ManifestSource,
    choose: (url: string, manifest: Manifest) => Promise<Rendition>,
  ): Promise<{ readonly text: string; readonly first: string }> {
    const { key, url, text } = source;
    const rewrites = this.#rewritesOf(source);
    const conditions = this.parts.conditions(url);
    const chosen = this.parts.chosen(key);
    const known = chosen === undefined ? undefined : rewrites.get(rewriteKey(key, { ...conditions, first: chosen }));
    if (chosen !== undefined && known !== undefined) return { text: known, first: chosen };
    const manifest = parseManifest(text, url);
    const first = (await choose(url, manifest)).uri;
    const applied = { ...conditions, first };
    const rewritten = adaptManifest(text, url, adaptationFor(manifest.renditions, applied));
    rewrites.set(rewriteKey(key, applied), rewritten);
    return { text: rewritten, first };
  }

  /** Returns the rewrites of a source, none if it has changed. Evicts the least recently used manifest. */
  #rewritesOf(source: ManifestSource): Map<string, string> {
    const { key, url, text } = source;
    const kept = this.#kept.get(key);
    const isSame = kept?.url === url && kept.text === text;
    const current = isSame ? kept : { key, url, text, rewrites: new Map<string, string>() };
    this.#kept.delete(key);
    this.#kept.set(key, current);
    dropOldest(this.#kept, keptManifests);
    return current.rewrites;
  }
}

import { passQueryOn } from '../decision/mp4/playlist.ts';
import { isManifest, type Manifest, type Rendition } from '../decision/playlist/parse-manifest.ts';
import type { ManifestRewriter, ManifestSource } from './manifest-rewriter.ts';

export type TextAdapterParts = {
  readonly rewriter: ManifestRewriter;
  readonly choose: (url: string, manifest: Manifest) => Promise<Rendition>;
  /** A player gets this manifest. */
  readonly onListed: (manifestKey: string) => void;
  /** A manifest or playlist has been read. */
  readonly learn: (text: string, url: string) => Promise<void>;
};

/** Makes of a manifest or playlist what this viewer's player is to get. */
export class TextAdapter {
  constructor(readonly parts: TextAdapterParts) {}

  readonly adapt = async (source: ManifestSource): Promise<string> => {
    const { text, url } = source;
    await this.parts.learn(text, url);
    if (!isManifest(text)) return passQueryOn(text, url);
    this.parts.onListed(source.key);
    return this.parts.rewriter.rewrite(source, this.parts.choose);
  };
}

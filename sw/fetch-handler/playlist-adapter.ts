import { passQueryOn } from '../decision/mp4/playlist.ts';
import { isManifest, type Manifest, type Rendition } from '../decision/playlist/parse-manifest.ts';
import type { ManifestRewriter, ManifestSource } from './manifest-rewriter.ts';
import type { Adapted } from './playlist-handler.ts';

export type PlaylistAdapterParts = {
  readonly rewriter: ManifestRewriter;
  readonly planner: { readonly chooseNow: (url: string, manifest: Manifest) => Promise<Rendition> };
  /** Notes that a player gets this manifest. */
  readonly choices: { noteServed(manifestKey: string): void };
  /** Learns the addresses in a manifest or playlist. */
  readonly network: { learn(text: string, url: string): Promise<void> };
};

/** Adapts manifests and playlists for this viewer's player. */
export class PlaylistAdapter {
  constructor(readonly parts: PlaylistAdapterParts) {}

  readonly adapt = async (source: ManifestSource): Promise<Adapted> => {
    const { text, url } = source;
    const { network, choices, rewriter, planner } = this.parts;
    await network.learn(text, url);
    if (!isManifest(text)) return { text: passQueryOn(text, url), first: null };
    choices.noteServed(source.key);
    return rewriter.rewrite(source, planner.chooseNow);
  };
}

import type { Origin } from '../../src/shared/feed.ts';
import type { ChosenFragment } from '../../src/shared/fragment.ts';
import type { ReelInView, View } from '../../src/shared/messages.ts';
import { clientOf } from '../decision/plan/client-state.ts';
import type { Outline } from '../decision/playlist/outline.ts';
import { readOutline } from '../decision/playlist/outline-reader.ts';
import type { RenditionFacts } from '../decision/playlist/choose-rendition.ts';
import type { Manifest, Rendition } from '../decision/playlist/parse-manifest.ts';
import type { Replica } from '../decision/origin/replica-order.ts';
import { type Identity, keyFor, type Resource, resourceOf } from '../decision/resource/resource.ts';
import { type FragmentSelection, selectFragment, selectRendition } from '../decision/plan/select-fragment.ts';
import { wishesFor } from '../decision/plan/wishes.ts';
import type { RenditionChoices } from './rendition-choices.ts';

export type MomentParts = {
  readonly view: { readonly latest: View | undefined };
  readonly network: {
    identity(): Promise<Identity>;
    /** Reads from the cache, or else from an origin. */
    readText(resource: Resource): Promise<string>;
  };
  readonly choices: RenditionChoices;
  readonly cacheFiller: { ensureCached(resource: Resource, cause: null, signal: AbortSignal): Promise<unknown> };
  readonly work: { readonly timeoutMs: number };
  readonly monitor: { replicas(origins: readonly Origin[]): readonly (Origin & Replica)[] };
  readonly log: { warn(message: string, cause: unknown): void };
};

/** The rendition of a reel whose address is a media playlist: nothing is known about it. */
const onlyRendition: RenditionFacts = { bandwidthBps: 0, height: null, codecs: null };
const momentSeconds = 0.001;

/** Prefetches what plays at one time of a reel, in the rendition and from the origin that suit the client now. */
export class Moments {
  constructor(readonly parts: MomentParts) {}

  /** Returns what was chosen and why, or null if nothing can be fetched. */
  async prefetch(reel: ReelInView, timeSeconds: number): Promise<ChosenFragment | null> {
    try {
      const selection = await this.#prefetch(reel, timeSeconds);
      return selection === undefined ? null : describe(selection);
    } catch (cause) {
      this.parts.log.warn(`A moment of reel "${reel.id}" could not be prefetched`, cause);
      return null;
    }
  }

  async #prefetch(reel: ReelInView, timeSeconds: number): Promise<FragmentSelection<RenditionFacts> | undefined> {
    const { choices, network, cacheFiller, work } = this.parts;
    const [identity] = await Promise.all([network.identity(), choices.restore()]);
    // Read before `readOutline` makes a choice of its own.
    const begunUri = choices.find(keyFor(reel.url, identity));
    const outline = await readOutline(reel, {
      readText: (url) => network.readText(resourceOf(url, null, identity)),
      choose: (manifest) => this.#choose(reel, manifest, begunUri, identity),
      languages: this.parts.view.latest?.languages,
    });
    const selection = this.#select(outline, timeSeconds, begunUri, identity);
    if (selection === undefined) return undefined;
    const goal = {
      reelId: reel.id,
      fromSeconds: timeSeconds,
      seconds: timeSeconds + momentSeconds,
      strategy: 'asked',
      reason: '',
    };
    const wishes = wishesFor([goal], [{ reel, outline }], identity);
    await Promise.all(
      wishes.map(({ resource }) => cacheFiller.ensureCached(resource, null, AbortSignal.timeout(work.timeoutMs))),
    );
    return selection;
  }

  /** Makes a choice that stays: the manifest that a player gets lists it first. */
  #choose({ url }: ReelInView, manifest: Manifest, begunUri: string | undefined, identity: Identity): Rendition {
    const client = clientOf(this.parts.view.latest);
    const renditions = manifest.renditions.filter(client.canDecode);
    const begun = renditions.find(({ uri }) => uri === begunUri);
    const key = keyFor(url, identity);
    const pick = () => selectRendition(client, renditions, begun)?.rendition;
    return this.parts.choices.choose(key, { ...manifest, renditions }, pick);
  }

  #select(
    { manifest, rendition, tracks }: Outline,
    timeSeconds: number,
    begunUri: string | undefined,
    { origins }: Identity,
  ): FragmentSelection<RenditionFacts> | undefined {
    const chosen: RenditionFacts = rendition ?? onlyRendition;
    const [picture] = tracks;
    return selectFragment(clientOf(this.parts.view.latest), timeSeconds, {
      renditions: manifest?.renditions ?? [onlyRendition],
      begun: manifest?.renditions.find(({ uri }) => uri === begunUri),
      playlistOf: (selected) => (selected === chosen ? picture?.playlist : undefined),
      origins: this.parts.monitor.replicas(origins),
    });
  }
}

function describe({ url, originId, segment, rendition, reason }: FragmentSelection<RenditionFacts>): ChosenFragment {
  const { height, bandwidthBps, codecs } = rendition;
  const { range, startSeconds, durationSeconds } = segment;
  return { url, range, originId, rendition: { height, bandwidthBps, codecs }, startSeconds, durationSeconds, reason };
}

import type { ReelInView } from '../../../src/shared/messages.ts';
import type { Outline } from '../playlist/outline.ts';
import { type Identity, type Resource, resourceOf } from '../resource/resource.ts';
import { wishesFor } from './wishes.ts';

/** Why a reel cannot be kept whole, whatever the network brings. */
export class NotKeepableError extends Error {
  override readonly name = 'NotKeepableError';
}

/** Everything that a player asks for from the reel's beginning to its end: the texts first, then poster and media. */
export function filesOfReel(
  reel: ReelInView,
  outline: Outline,
  textUrls: readonly string[],
  identity: Identity,
): readonly Resource[] {
  for (const { url, playlist } of outline.tracks) {
    if (playlist.isLive) throw new NotKeepableError(`${url} is live`);
    if (playlist.keys.length > 0) throw new NotKeepableError(`${url} is encrypted, and keys are never kept`);
  }
  const goal = { reelId: reel.id, seconds: Number.POSITIVE_INFINITY, strategy: 'offline', reason: 'saved for offline' };
  const files = [
    ...textUrls.map((url) => resourceOf(url, null, identity)),
    ...wishesFor([goal], [{ reel, outline }], identity).map(({ resource }) => resource),
  ];
  return [...new Map(files.map((file) => [file.key, file])).values()];
}

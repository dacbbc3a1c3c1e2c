import { PlaylistError } from '../decision/playlist/playlist-error.ts';
import { unsignedText, withoutSignatures } from '../decision/resource/signatures.ts';
import type { Resource } from '../decision/resource/resource.ts';
import type { CachedBody } from './entry.ts';

/**
 * How a body lies on the disk: nothing that is known of it has a signature. Manifests and playlists lie there without signatures, as something that has to be asked for
 * again: good enough where no origin can be reached, since what they lead to is known by its name.
 */
export async function restingForm(
  arrived: CachedBody,
  { kind, key, urls }: Resource,
  volatileParameters: readonly string[],
): Promise<CachedBody> {
  const found = { ...arrived, entry: withoutSignatures(arrived.entry, volatileParameters) };
  if (kind !== 'manifest-or-playlist') return found;
  const text = unsigned(await found.body.text(), urls[0] ?? key, volatileParameters);
  if (text === null) return found;
  const { entry } = found;
  const body = new Blob([text], { type: entry.contentType });
  // Their validators speak of other bytes.
  const headers = Object.fromEntries(
    Object.entries(entry.headers).filter(([name]) => !/^(etag|last-modified)$/.test(name)),
  );
  const freshness = { ...entry.freshness, freshUntilMs: 0 };
  return { entry: { ...entry, sizeBytes: body.size, headers, freshness }, body };
}

/** What cannot be read leads nowhere. */
function unsigned(text: string, url: string, volatileParameters: readonly string[]): string | null {
  try {
    return unsignedText(text, url, volatileParameters);
  } catch (cause) {
    if (cause instanceof PlaylistError) return null;
    throw cause;
  }
}

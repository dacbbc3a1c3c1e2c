import { PlaylistError } from '../decision/playlist/playlist-error.ts';
import { unsignedText, withoutSignatures } from '../decision/resource/signatures.ts';
import type { Resource } from '../decision/resource/resource.ts';
import type { CachedBody } from './entry.ts';

/**
 * Returns the form in which a body is stored on disk. Its entry contains no signatures. The text of a manifest or
 * playlist contains none either, and is then marked as stale: it is revalidated before use, but is good enough when no
 * origin can be reached, since the files it lists are identified by their unsigned addresses.
 */
export async function persistedForm(
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
  // The validators belong to the original bytes.
  const headers = Object.fromEntries(
    Object.entries(entry.headers).filter(([name]) => !/^(etag|last-modified)$/.test(name)),
  );
  const freshness = { ...entry.freshness, freshUntilMs: 0 };
  return { entry: { ...entry, sizeBytes: body.size, headers, freshness }, body };
}

/** Returns null if the text contains no signatures, or cannot be parsed and so lists no addresses. */
function unsigned(text: string, url: string, volatileParameters: readonly string[]): string | null {
  try {
    return unsignedText(text, url, volatileParameters);
  } catch (cause) {
    if (cause instanceof PlaylistError) return null;
    throw cause;
  }
}

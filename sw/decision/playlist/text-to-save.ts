import { applyEdits, type Edit } from './edits.ts';
import { fillVariables } from './fill-variables.ts';
import { HlsText, type Line } from './hls-text.ts';
import { isManifest } from './parse-manifest.ts';

export type SavedTextRules = {
  /** Variables of the manifest that a playlist belongs to. */
  readonly imported: ReadonlyMap<string, string> | null;
  /** Returns the lasting name of a URL: without signatures, and independent of which origins exist. */
  readonly nameOf: (url: string) => string;
  /** Whether a URL is saved as well. A saved manifest lists no others. */
  readonly isSaved: (url: string) => boolean;
};

/**
 * Tags that a saved text must not contain: content steering and interstitials, which need a network; definitions; and
 * parts of segments, which are saved whole.
 */
const droppedTags =
  /^#EXT-X-(?:CONTENT-STEERING|DEFINE|PART|PART-INF|PRELOAD-HINT|RENDITION-REPORT|SERVER-CONTROL)(?=[:\s]|$)|^#EXT-X-DATERANGE:.*\bX-ASSET-/;

/**
 * Returns a manifest or playlist as it is saved: variables are filled in, every address is absolute and has its lasting
 * name, and a manifest lists only what is saved with it, so that players request nothing else. All else is unchanged.
 */
export function textToSave(original: string, url: string, { imported, nameOf, isSaved }: SavedTextRules): string {
  const text = fillVariables(original, url, imported);
  const source = new HlsText(text, url, null);
  const isListOfPlaylists = isManifest(text);
  const edits: Edit[] = [];
  const rewrite = ({ start, end }: Line, rewritten: string) => edits.push({ start, end, text: rewritten });
  let announced: Line | null = null;
  for (const line of source.lines()) {
    const { tag, start, end } = line;
    const written = text.slice(start, end);
    if (droppedTags.test(written)) {
      rewrite(line, '');
      continue;
    }
    // Empty URIs are skipped: METHOD=NONE keys and alternatives that are part of the renditions may have one.
    const place = tag === '' ? /\S(?:[^]*\S)?/ : /(?<=[:,]\s*URI=")[^"]+/;
    const uri = place.exec(written)?.[0];
    const address = uri === undefined ? null : source.resolve(uri);
    if (uri !== undefined && isListOfPlaylists && (address === null || !isSaved(address))) {
      rewrite(line, '');
      if (tag === '' && announced !== null) rewrite(announced, '');
    } else {
      if (tag === 'EXT-X-STREAM-INF') announced = line;
      const name = address !== null && /^https?:/.test(address) ? nameOf(address) : undefined;
      if (name !== undefined)
        rewrite(
          line,
          written.replace(place, () => name),
        );
    }
  }
  return applyEdits(edits, text);
}

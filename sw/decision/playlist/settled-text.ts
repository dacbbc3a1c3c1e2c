import { applyEdits, type Edit } from './edits.ts';
import { fillText } from './filled-text.ts';
import { HlsText, type Line } from './hls-text.ts';
import { isManifest } from './parse-manifest.ts';

export type Settlement = {
  /** Variables of the manifest that a playlist belongs to. */
  readonly imported: ReadonlyMap<string, string> | null;
  /** What an address is called for good: without signatures, and whatever becomes of its origin. */
  readonly nameOf: (url: string) => string;
  /** Whether it is saved along. A manifest names nothing else. */
  readonly isSaved: (url: string) => boolean;
};

/** What only the network has: advertisements that are put in, and who tells players where to go. */
const leadsAway = /^#EXT-X-(?:CONTENT-STEERING\b|DATERANGE:.*\bX-ASSET-|DEFINE\b)/;

/**
 * A manifest or playlist as it is saved: its variables are filled in, every address stands in full under its lasting name,
 * and a manifest lists only what is saved with it, so that no player looks for more. All else stays to the letter.
 */
export function settleText(given: string, url: string, { imported, nameOf, isSaved }: Settlement): string {
  const text = fillText(given, url, imported);
  const source = new HlsText(text, url, null);
  const listsOthers = isManifest(text);
  const edits: Edit[] = [];
  const rewrite = ({ start, end }: Line, rewritten: string) => edits.push({ start, end, text: rewritten });
  let announced: Line | null = null;
  for (const line of source.lines()) {
    const { tag, start, end } = line;
    const written = text.slice(start, end);
    if (leadsAway.test(written)) {
      rewrite(line, '');
      continue;
    }
    // A key that is none may have an empty address, and an alternative that is a part of the renditions.
    const place = tag === '' ? /\S(?:[^]*\S)?/ : /(?<=[:,]\s*URI=")[^"]+/;
    const uri = place.exec(written)?.[0];
    const address = uri === undefined ? null : source.resolve(uri);
    if (uri !== undefined && listsOthers && (address === null || !isSaved(address))) {
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

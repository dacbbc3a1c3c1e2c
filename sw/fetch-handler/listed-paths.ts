import { folderOf, listsPlainPath, withoutQuery } from '../decision/playlist/addresses-in.ts';
import { RecentTexts } from '../decision/recent-texts.ts';

/** Far more than a player needs: a list that is read again is learned again. */
const limits = { texts: 1000, characters: 4 * 1024 * 1024 };

/**
 * The files that manifests and playlists list by plain paths, as nearly all do. They are looked up in the text: a long
 * playlist lists ten thousand files, of which a viewer requests a few.
 */
export class ListedPaths {
  readonly #lists = new RecentTexts<{ readonly folder: string; readonly text: string }>(limits);

  /** Returns the text that was known before. */
  learn(text: string, url: string): string | undefined {
    const address = withoutQuery(url);
    const before = this.#lists.get(address)?.text;
    this.#lists.set(address, { folder: folderOf(url), text });
    return before;
  }

  has(address: string): boolean {
    for (const { folder, text } of this.#lists.values()) {
      if (address.startsWith(folder) && listsPlainPath(text, address.slice(folder.length))) return true;
    }
    return false;
  }

  forget(): void {
    this.#lists.clear();
  }
}

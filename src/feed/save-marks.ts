import type { ReelArticle, SaveMark } from './reel-article.ts';

const unsaved: SaveMark = { state: 'none', share: 0, label: 'Save for offline' };

/** The save states that the feed's articles show. */
export class SaveMarks {
  #marks: ReadonlyMap<string, SaveMark> = new Map();
  #savedCount = 0;

  /** The feed of saved reels offers no link to itself. */
  constructor(readonly isSavedFeed: boolean) {}

  set(marks: ReadonlyMap<string, SaveMark>, savedCount: number): void {
    this.#marks = marks;
    this.#savedCount = savedCount;
  }

  show(article: ReelArticle): void {
    article.setSavedCount(this.isSavedFeed ? 0 : this.#savedCount);
    article.setSaved(this.#marks.get(article.reelId) ?? unsaved);
  }
}

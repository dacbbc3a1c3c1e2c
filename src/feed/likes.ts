import * as v from 'valibot';
import { keepSetting, readSetting } from './kept-setting.ts';

const key = 'nextreel:likes';
const mostLikes = 1000;
const idsSchema = v.pipe(v.string(), v.parseJson(), v.array(v.string()));

/** Which reels the viewer likes, the latest last. */
export class Likes {
  readonly #ids: Set<string>;

  constructor() {
    const saved = v.safeParse(idsSchema, readSetting(key));
    this.#ids = new Set(saved.success ? saved.output : []);
  }

  has(reelId: string): boolean {
    return this.#ids.has(reelId);
  }

  set(reelId: string, isLiked: boolean): void {
    this.#ids.delete(reelId);
    if (isLiked) this.#ids.add(reelId);
    keepSetting(key, JSON.stringify([...this.#ids].slice(-mostLikes)));
  }
}

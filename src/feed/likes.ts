import * as v from 'valibot';
import { keepSetting, readSetting } from './kept-setting.ts';

const key = 'nextreel:likes';
const mostLikes = 1000;
const idsSchema = v.pipe(v.string(), v.parseJson(), v.array(v.string()));

/** The reels that the viewer likes, the most recent last. */
export class Likes {
  #ids = readLikes();

  has(reelId: string): boolean {
    return this.#ids.includes(reelId);
  }

  set(reelId: string, isLiked: boolean): void {
    // Reads again: another tab may have added likes, or the viewer may have signed out there.
    const others = readLikes().filter((id) => id !== reelId);
    this.#ids = (isLiked ? [...others, reelId] : others).slice(-mostLikes);
    keepSetting(key, JSON.stringify(this.#ids));
  }
}

function readLikes(): readonly string[] {
  const kept = v.safeParse(idsSchema, readSetting(key));
  return kept.success ? kept.output : [];
}

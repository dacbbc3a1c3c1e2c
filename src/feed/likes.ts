import * as v from 'valibot';
import { readSetting, writeSetting } from './stored-setting.ts';

const key = 'nextreel:likes';
const maxLikes = 1000;
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
    this.#ids = (isLiked ? [...others, reelId] : others).slice(-maxLikes);
    writeSetting(key, JSON.stringify(this.#ids));
  }
}

function readLikes(): readonly string[] {
  const kept = v.safeParse(idsSchema, readSetting(key));
  return kept.success ? kept.output : [];
}

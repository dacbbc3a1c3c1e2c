import * as v from 'valibot';

const key = 'nextreel:likes';
const mostLikes = 1000;

/** Which reels the viewer likes, the latest last. Without storage it holds until the page closes. */
export class Likes {
  readonly #ids: Set<string>;

  constructor() {
    this.#ids = new Set(read());
  }

  has(reelId: string): boolean {
    return this.#ids.has(reelId);
  }

  set(reelId: string, isLiked: boolean): void {
    this.#ids.delete(reelId);
    if (isLiked) this.#ids.add(reelId);
    try {
      localStorage.setItem(key, JSON.stringify([...this.#ids].slice(-mostLikes)));
    } catch {
      // Remembered for as long as the page is open.
    }
  }
}

function read(): string[] {
  try {
    const saved = v.safeParse(v.array(v.string()), JSON.parse(localStorage.getItem(key) ?? '[]'));
    return saved.success ? saved.output : [];
  } catch {
    return [];
  }
}

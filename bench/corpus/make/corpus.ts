import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Presentation } from '../presentation.ts';
import { captionedRecipes } from './captioned.ts';
import { encryptedRecipes } from './encrypted.ts';
import { fileRecipes } from './files.ts';
import { playlistRecipes } from './playlists.ts';
import { presentationOf } from './recipe.ts';
import { streamRecipes } from './streams.ts';

const recipes = [...streamRecipes, ...encryptedRecipes, ...captionedRecipes, ...playlistRecipes, ...fileRecipes];

/** Makes the wanted presentations that do not exist yet, one after another. */
export async function makeCorpus(
  folder: string,
  isWanted: (presentation: Presentation) => boolean,
): Promise<Presentation[]> {
  const wanted = recipes.filter((recipe) => isWanted(presentationOf(recipe)));
  for (const recipe of wanted) {
    const target = join(folder, recipe.name);
    if (await exists(target)) continue;
    // Made under a temporary name until it is complete.
    const making = `${target}.part`;
    await rm(making, { recursive: true, force: true });
    await mkdir(making, { recursive: true });
    await recipe.make(making);
    await rename(making, target);
    process.stderr.write(`made ${recipe.name}\n`);
  }
  return wanted.map(presentationOf);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

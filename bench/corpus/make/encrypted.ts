import { createCipheriv, randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Recipe } from './recipe.ts';
import { encryptSamples } from './sample-aes.ts';
import { inFmp4, inTs, makeStream } from './streams.ts';

type Encryption = {
  readonly method?: 'AES-128' | 'AES-256';
  readonly keyName?: string;
  /** If false, the IV is the segment number. */
  readonly hasIv?: boolean;
};

/** Encrypts every segment as a whole; the initialisation section stays clear. */
function encrypted(name: string, output: readonly string[], encryption: Encryption = {}): Recipe {
  return {
    name,
    file: 'index.m3u8',
    onlineBecause: 'needs a key',
    make: async (folder) => {
      await makeStream(folder, output);
      await encrypt(folder, encryption);
    },
  };
}

async function encrypt(folder: string, { method = 'AES-128', keyName = 'media.key', hasIv = true }: Encryption) {
  const [cipherName, keyBytes] = method === 'AES-128' ? ['aes-128-cbc', 16] : ['aes-256-cbc', 32];
  const key = randomBytes(keyBytes);
  const iv = randomBytes(16);
  await writeFile(join(folder, keyName), key);
  await editSegments(folder, (clear, place) => {
    const number = Buffer.alloc(16);
    number.writeUInt32BE(place, 12);
    const cipher = createCipheriv(cipherName, key, hasIv ? iv : number);
    return Buffer.concat([cipher.update(clear), cipher.final()]);
  });
  await announceKey(folder, `METHOD=${method},URI="${keyName}"${hasIv ? `,IV=0x${iv.toString('hex')}` : ''}`);
}

async function editSegments(folder: string, edit: (segment: Buffer, place: number) => Uint8Array): Promise<void> {
  const names = (await readdir(folder)).filter((name) => /^seg\d/.test(name));
  for (const name of names.toSorted()) {
    const path = join(folder, name);
    await writeFile(path, edit(await readFile(path), Number(/\d+/.exec(name)?.[0])));
  }
}

async function announceKey(folder: string, attributes: string): Promise<void> {
  const path = join(folder, 'index.m3u8');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('#EXTINF', `#EXT-X-KEY:${attributes}\n#EXTINF`));
}

/** Encrypts only parts of the pictures and the sound. hls.js cannot play this without an explicit IV. */
const sampleAes: Recipe = {
  name: 'sample-aes',
  file: 'index.m3u8',
  onlineBecause: 'needs a key',
  make: async (folder) => {
    await makeStream(folder, inTs);
    const [key, iv] = [randomBytes(16), randomBytes(16)];
    await writeFile(join(folder, 'media.key'), key);
    const counters = new Map<number, number>();
    await editSegments(folder, (clear) => encryptSamples(clear, { key, iv }, counters));
    await announceKey(folder, `METHOD=SAMPLE-AES,URI="media.key",IV=0x${iv.toString('hex')}`);
  },
};

export const encryptedRecipes: readonly Recipe[] = [
  encrypted('aes-128', inTs),
  encrypted('aes-128-by-number', inTs, { hasIv: false }),
  encrypted('aes-128-fmp4', inFmp4),
  encrypted('aes-128-key-without-extension', inTs, { keyName: 'key' }),
  encrypted('aes-128-key-named-php', inTs, { keyName: 'key.php' }),
  encrypted('aes-256', inTs, { method: 'AES-256' }),
  encrypted('aes-256-fmp4', inFmp4, { method: 'AES-256' }),
  sampleAes,
];

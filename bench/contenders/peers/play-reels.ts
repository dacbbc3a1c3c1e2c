import type { MakePeer, PeerReel } from './peer.ts';

/** Plays the reels of this page, which loads no player but its own, one after another. */
export async function playReels(makePeer: MakePeer): Promise<void> {
  const response = await fetch('/reels.json');
  const reels: PeerReel[] = JSON.parse(await response.text());
  const peer = await makePeer(reels);
  let index = 0;
  await peer.show(index);
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'ArrowDown') return;
    index += 1;
    void peer.show(index);
  });
}

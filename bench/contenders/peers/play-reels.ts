import type { MakePeer, PeerReel } from './peer.ts';

/** Plays the reels of this page one after another. The page loads only the player of its own peer. */
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

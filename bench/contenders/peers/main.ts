import { makeHlsNextReady } from './hls-next-ready.ts';
import { makeHlsOnSwipe } from './hls-on-swipe.ts';
import { makeNativeMp4 } from './native-mp4.ts';
import type { MakePeer, PeerReel } from './peer.ts';
import { makeShakaPreload } from './shaka-preload.ts';

const peers: Readonly<Record<string, MakePeer>> = {
  'hls-on-swipe': makeHlsOnSwipe,
  'hls-next-ready': makeHlsNextReady,
  'shaka-preload': makeShakaPreload,
  'native-mp4': makeNativeMp4,
};

const query = new URLSearchParams(location.search);
const makePeer = peers[query.get('peer') ?? ''];
if (makePeer === undefined)
  throw new Error(`peer is "${query.get('peer')}"; allowed: ${Object.keys(peers).join(', ')}`);

const response = await fetch(`/reels-${query.get('peer')}.json`);
const reels: PeerReel[] = JSON.parse(await response.text());
const peer = await makePeer(reels);
let index = 0;
await peer.show(index);
document.addEventListener('keydown', ({ key }) => {
  if (key !== 'ArrowDown') return;
  index += 1;
  void peer.show(index);
});

import 'vidstack/player';
import { isHLSProvider } from 'vidstack';
import Hls from 'hls.js';
import { connect } from 'nextreel'; // nextreel
import { items, onSwipe, stage } from './feed.js';

const app = stage(
  '<media-player muted autoplay playsinline load="eager"><media-provider></media-provider></media-player>',
);
const player = app.querySelector('media-player');
player.addEventListener('provider-change', ({ detail: provider }) => {
  if (isHLSProvider(provider)) provider.library = Hls;
});
const nextreel = connect({ worker: '/nextreel-sw.js' }); // nextreel
nextreel.setFeed(items.map(({ id, hls }) => ({ id, src: hls }))); // nextreel
nextreel.watch('media-player', (element) => element.dataset.id); // nextreel
window.connection = nextreel; // nextreel, for the test

onSwipe((item) => {
  player.dataset.id = item.id;
  player.src = { src: item.hls, type: 'application/x-mpegurl' };
});

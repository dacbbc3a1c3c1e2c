import '@mux/mux-player';
import { connect } from 'nextreel'; // nextreel
import { items, onSwipe, stage } from './feed.js';

const app = stage(
  '<mux-player muted autoplay="muted" disable-tracking style="width: 390px; height: 780px"></mux-player>',
);
const player = app.querySelector('mux-player');
const nextreel = connect({ worker: '/nextreel-sw.js' }); // nextreel
nextreel.setFeed(items.map(({ id, hls }) => ({ id, src: hls }))); // nextreel
nextreel.watch('mux-player', (element) => element.dataset.id); // nextreel
window.connection = nextreel; // nextreel, for the test

onSwipe((item) => {
  player.dataset.id = item.id;
  player.src = item.hls;
});

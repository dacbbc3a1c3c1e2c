import 'hls-video-element';
import 'media-chrome';
import { connect } from 'nextreel'; // nextreel
import { items, onSwipe, stage } from './feed.js';

const app = stage(`<media-controller style="width: 390px; height: 780px">
  <hls-video slot="media" muted autoplay playsinline></hls-video>
</media-controller>`);
const player = app.querySelector('hls-video');
const nextreel = connect({ worker: '/nextreel-sw.js' }); // nextreel
nextreel.setFeed(items.map(({ id, hls }) => ({ id, src: hls }))); // nextreel
window.connection = nextreel; // nextreel, for the test

onSwipe((item) => {
  player.src = item.hls;
  nextreel.show(item.id, player.nativeEl); // nextreel
});

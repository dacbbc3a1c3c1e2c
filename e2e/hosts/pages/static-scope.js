import Hls from 'hls.js';
import { connect } from 'nextreel'; // nextreel
import { items, onSwipe, stage } from './feed.js';

const video = stage('<video muted playsinline></video>').querySelector('video');
const nextreel = connect({ worker: '/static/nextreel-sw.js', scope: '/' }); // nextreel
nextreel.setFeed(items.map(({ id, hls }) => ({ id, src: hls }))); // nextreel
window.connection = nextreel; // nextreel, for the test

let hls;
onSwipe((item) => {
  hls?.destroy();
  hls = new Hls();
  hls.loadSource(item.hls);
  hls.attachMedia(video);
  video.play();
  nextreel.show(item.id, video); // nextreel
});

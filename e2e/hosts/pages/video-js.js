import { connect } from 'nextreel'; // nextreel
import videojs from 'video.js';
import { items, onSwipe, stage } from './feed.js';

const element = stage('<video class="video-js" muted playsinline></video>').querySelector('video');
const player = videojs(element, { fill: true });
const nextreel = connect({ worker: '/nextreel-sw.js' }); // nextreel
nextreel.setFeed(items.map(({ id, hls }) => ({ id, src: hls }))); // nextreel
window.connection = nextreel; // nextreel, for the test

onSwipe((item) => {
  player.src({ src: item.hls, type: 'application/x-mpegURL' });
  player.play();
  nextreel.show(item.id, player.el().querySelector('video')); // nextreel
});

import { connect } from 'nextreel'; // nextreel
import { attachNextreel } from 'nextreel/shaka'; // nextreel
import shaka from 'shaka-player';
import { items, onSwipe, stage } from './feed.js';

const video = stage('<video muted playsinline autoplay></video>').querySelector('video');
const player = new shaka.Player();
attachNextreel(player); // nextreel
const ready = player.attach(video);
const nextreel = connect({ worker: '/nextreel-sw.js' }); // nextreel
nextreel.setFeed(items.map(({ id, hls }) => ({ id, src: hls }))); // nextreel
window.connection = nextreel; // nextreel, for the test

onSwipe(async (item) => {
  nextreel.show(item.id, video); // nextreel
  await ready;
  await player.load(item.hls).catch(() => undefined);
});
window.estimateBps = () => player.getStats().estimatedBandwidth;

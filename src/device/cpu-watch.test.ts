import { expect, it } from 'vitest';
import { CpuWatch, type WatchedVideo } from './cpu-watch.ts';

it('counts the frames of each video separately, even when the viewer turns back to one', () => {
  const videoAt = (totalVideoFrames: number, droppedVideoFrames: number) => {
    const quality = { totalVideoFrames, droppedVideoFrames };
    return { quality, getVideoPlaybackQuality: () => quality };
  };
  const first = videoAt(300, 75);
  const second = videoAt(60, 0);
  let playing: WatchedVideo = first;
  const watch = new CpuWatch(
    () => playing,
    () => undefined,
  );
  watch.sample();
  expect(watch.load).toBe(1);
  playing = second;
  watch.sample();
  expect(watch.load).toBe(0);
  playing = first;
  first.quality.totalVideoFrames += 100;
  watch.sample();
  expect(watch.load).toBe(0);
});

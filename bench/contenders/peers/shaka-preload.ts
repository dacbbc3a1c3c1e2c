import shaka from 'shaka-player';
import { addStage, type MakePeer, markCurrent, markShownOnData } from './peer.ts';
import { playReels } from './play-reels.ts';

type Preload = NonNullable<Awaited<ReturnType<shaka.Player['preload']>>>;

/** Shaka Player with `preload()` of the next reel, as in its preload tutorial. */
const makePeer: MakePeer = async (reels) => {
  shaka.polyfill.installAll();
  const { article, video } = addStage();
  const player = new shaka.Player();
  await player.attach(video);
  let ahead: { readonly index: number; readonly manager: Preload } | undefined;

  const preload = async (index: number) => {
    const reel = reels[index];
    const manager = reel === undefined ? null : await player.preload(reel.manifestUrl);
    ahead = manager === null ? undefined : { index, manager };
  };

  return {
    async show(index) {
      const reel = reels[index];
      if (reel === undefined) return;
      markCurrent(article, reel.id);
      markShownOnData(video, reel.id);
      await player.load(ahead?.index === index ? ahead.manager : reel.manifestUrl);
      void video.play();
      await preload(index + 1);
    },
  };
};

await playReels(makePeer);

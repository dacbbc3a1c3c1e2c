import { HlsEstimate } from './hls-estimate.ts';
import { mediaBase, type PageParts, type VirtualPage } from './virtual-page.ts';
import { VirtualPlayer } from './virtual-player.ts';

/** hls.js with its default settings, created for each reel at the swipe. */
export class HlsOnSwipePage implements VirtualPage {
  current: VirtualPlayer | undefined;

  constructor(readonly parts: PageParts) {}

  show(index: number): void {
    const { time, link, reels } = this.parts;
    this.current?.stop();
    this.current = new VirtualPlayer(`${mediaBase}${reels[index]?.src}`, {
      time,
      estimate: new HlsEstimate(),
      fetch: (url, signal) => link.fetch(url, { signal }),
      onAdvance: () => undefined,
    });
    this.current.load();
    this.current.play();
  }
}

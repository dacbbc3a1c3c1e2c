import { find } from './document.ts';
import type { Tap } from './tap-reader.ts';

const shownMs = 900;

/** Shows the like button's heart, rising from the double tap, or only fading if the viewer prefers reduced motion. */
export function showHeart(card: HTMLElement, { xPx, yPx }: Tap): void {
  const svg = document.importNode(find(card, '.like-button svg', SVGSVGElement), true);
  svg.setAttribute('class', 'reel-heart');
  const { left, top } = card.getBoundingClientRect();
  svg.style.left = `${xPx - left}px`;
  svg.style.top = `${yPx - top}px`;
  card.append(svg);
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const frames = isStill
    ? [{ opacity: 1 }, { opacity: 1, offset: 0.7 }, { opacity: 0 }]
    : [
        { opacity: 0, transform: 'scale(0.4) rotate(-12deg)' },
        { opacity: 1, transform: 'scale(1.15) rotate(-8deg)', offset: 0.18 },
        { opacity: 1, transform: 'scale(1) rotate(-8deg)', offset: 0.6 },
        { opacity: 0, transform: 'translateY(-48px) scale(1.1) rotate(-8deg)' },
      ];
  const remove = () => svg.remove();
  void svg.animate(frames, { duration: shownMs, easing: 'ease-out' }).finished.then(remove, remove);
}

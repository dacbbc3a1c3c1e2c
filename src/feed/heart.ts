const shapeOfHeart = 'M12 20.5 4.2 12.9a5 5 0 0 1 7.1-7.1l.7.7.7-.7a5 5 0 0 1 7.1 7.1z';
const shownMs = 900;

/** Shows a heart that rises from the double tap, or only fades if the viewer prefers reduced motion. */
export function showHeart(card: HTMLElement, xPx: number, yPx: number): void {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'reel-heart');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', shapeOfHeart);
  svg.append(path);
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
  const animation = svg.animate(frames, { duration: shownMs, easing: 'ease-out' });
  animation.addEventListener('finish', () => svg.remove());
  animation.addEventListener('cancel', () => svg.remove());
}

import { formatMs, formatName, formatSeconds, formatWait, unknown } from '../format.ts';
import { card, type Section } from '../section.ts';
import { Table } from '../table.ts';

const shownSwipes = 10;

/** The viewer's experience: the delay of each swipe until the picture, and every stall. */
export function experience(): Section {
  const swipes = new Table({
    caption: 'Latest swipes',
    columns: [
      { name: 'Reel' },
      { name: 'First frame', isNumber: true },
      { name: 'Moving', isNumber: true },
      { name: 'Picture' },
      { name: 'Segment' },
    ],
    empty: 'No swipe yet.',
  });
  const stalls = new Table({
    caption: 'Stalls',
    columns: [{ name: 'Reel' }, { name: 'At', isNumber: true }, { name: 'For', isNumber: true }],
    empty: 'No stalls',
  });
  return {
    element: card('Swipes and stalls', { needsWorker: false }, swipes.element, stalls.element),
    show: ({ experience: felt, titleOf }) => {
      swipes.show(
        felt.swipes
          .slice(-shownSwipes)
          .toReversed()
          .map(({ reelId, firstFrameMs, movingMs, source, segmentSource }) => [
            titleOf(reelId),
            formatWait(firstFrameMs ?? Infinity),
            formatWait(movingMs ?? Infinity),
            formatName(source),
            segmentSource === null ? unknown : formatName(segmentSource),
          ]),
      );
      stalls.show(
        felt.stalls
          .slice(-shownSwipes)
          .toReversed()
          .map(({ reelId, positionSeconds, durationMs }) => [
            titleOf(reelId),
            formatSeconds(positionSeconds),
            formatMs(durationMs),
          ]),
      );
    },
  };
}

import type { ReelTracks, TrackWish } from '../player/track-choice.ts';
import { placeFor, type Track } from '../shared/tracks.ts';
import { openSheet } from '../sheets/sheet.ts';
import type { PageCommand } from './key-commands.ts';

export const speeds = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

export type MenuFacts = {
  readonly title: string;
  readonly speed: number;
  readonly tracks: ReelTracks;
  readonly wish: TrackWish;
  /** Whether the feed advances automatically when a reel ends. */
  readonly advances: boolean;
  /** Null if it is not available. */
  readonly pictureInPicture: 'on' | 'off' | null;
  /** The numbers of next reels that can be saved at once; empty without a worker. */
  readonly saveCounts: readonly number[];
};

export type MenuActions = {
  readonly setSpeed: (speed: number) => void;
  readonly setWish: (wish: TrackWish) => void;
  readonly setAdvances: (advances: boolean) => void;
  readonly togglePictureInPicture: () => void;
  readonly saveNext: (count: number) => void;
};

/** Opens the menu of actions and settings that have no button on the picture. */
export function openReelMenu(facts: MenuFacts, actions: MenuActions): void {
  const close = () => sheet.close();
  const closing = (act: () => void) => () => {
    close();
    act();
  };
  const list = document.createElement('div');
  list.className = 'menu-actions';
  if (facts.pictureInPicture !== null) {
    const label = facts.pictureInPicture === 'on' ? 'Leave picture in picture' : 'Picture in picture';
    list.append(action(label, closing(actions.togglePictureInPicture)));
  }
  for (const count of facts.saveCounts) {
    list.append(
      action(
        `Save the next ${count} for offline`,
        closing(() => actions.saveNext(count)),
      ),
    );
  }
  list.append(
    command('Keyboard shortcuts', 'show-keys', close),
    Object.assign(document.createElement('h3'), { textContent: 'For developers' }),
    command('Stats for nerds', 'toggle-stats', close),
    command('Dashboard', 'toggle-dashboard', close),
  );
  const sheet = openSheet(facts.title || 'More', ...choices(facts, actions), list);
}

function choices(facts: MenuFacts, actions: MenuActions): HTMLElement[] {
  const { audio, playingAudio, captions } = facts.tracks;
  let { wish } = facts;
  const change = (part: Partial<TrackWish>) => {
    wish = { ...wish, ...part };
    actions.setWish(wish);
  };
  const made = [
    choice('Speed', speeds.map(toSpeed), String(facts.speed), (value) => actions.setSpeed(Number(value))),
    choice('When a reel ends', endings, facts.advances ? 'next' : 'repeat', (value) =>
      actions.setAdvances(value === 'next'),
    ),
  ];
  if (captions.length > 0) {
    const chosen = captions[placeFor(captions, wish.captionsLanguage)]?.language ?? '';
    const options = [{ value: '', label: 'Off' }, ...captions.map(toOption)];
    made.push(choice('Captions', options, chosen, (value) => change({ captionsLanguage: value || null })));
  }
  if (audio.length > 1) {
    const chosen = playingAudio?.language ?? '';
    made.push(choice('Sound', audio.map(toOption), chosen, (audioLanguage) => change({ audioLanguage })));
  }
  // The sheet opens with the focus on the selected option.
  made[0]?.querySelector<HTMLInputElement>('input:checked')?.setAttribute('autofocus', '');
  return made;
}

type Option = { readonly value: string; readonly label: string };

const endings: readonly Option[] = [
  { value: 'repeat', label: 'Play it again' },
  { value: 'next', label: 'Go to the next' },
];

function toSpeed(speed: number): Option {
  return { value: String(speed), label: speed === 1 ? 'Normal' : `${speed}×` };
}

function toOption({ language, label }: Track): Option {
  return { value: language, label };
}

function choice(
  name: string,
  options: readonly Option[],
  chosen: string,
  onChoose: (value: string) => void,
): HTMLFieldSetElement {
  const set = document.createElement('fieldset');
  set.className = 'menu-choice';
  const legend = Object.assign(document.createElement('legend'), { textContent: name });
  const row = document.createElement('div');
  for (const { value, label } of options) {
    const input = document.createElement('input');
    Object.assign(input, { type: 'radio', name: `menu-${name}`, value, checked: value === chosen });
    input.addEventListener('change', () => onChoose(value));
    const text = document.createElement('label');
    text.append(input, Object.assign(document.createElement('span'), { textContent: label }));
    row.append(text);
  }
  set.append(legend, row);
  return set;
}

/** Creates a button that closes the menu and names a command, which `connectInput` runs. */
function command(label: string, name: PageCommand, close: () => void): HTMLButtonElement {
  const button = action(label, close);
  button.dataset['command'] = name;
  return button;
}

function action(label: string, onClick: () => void): HTMLButtonElement {
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: label });
  button.addEventListener('click', onClick);
  return button;
}

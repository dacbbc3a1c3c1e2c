import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type {
  NextreelChangeEvent,
  NextreelErrorEvent,
  NextreelFeedElement,
  NextreelReelElement,
} from './element-types.ts';
import type { ConnectOptions } from './nextreel.ts';

/** `<nextreel-feed>` in TSX. React 19 and later listen to its events by these names. */
export type NextreelFeedProps = DetailedHTMLProps<HTMLAttributes<NextreelFeedElement>, NextreelFeedElement> & {
  readonly worker?: string | undefined;
  readonly scope?: string | undefined;
  readonly feed?: string | undefined;
  readonly options?: ConnectOptions | undefined;
  readonly 'onnextreel-change'?: ((event: NextreelChangeEvent) => void) | undefined;
  readonly 'onnextreel-error'?: ((event: NextreelErrorEvent) => void) | undefined;
};

/** `<nextreel-reel>` in TSX. */
export type NextreelReelProps = DetailedHTMLProps<HTMLAttributes<NextreelReelElement>, NextreelReelElement> & {
  readonly 'reel-id': string;
  readonly src: string;
  readonly poster?: string | undefined;
  readonly heading?: string | undefined;
  readonly author?: string | undefined;
  /** Seconds, or ISO 8601 such as `PT1M5S`. */
  readonly duration?: number | string | undefined;
  /** Between commas. */
  readonly tags?: string | undefined;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'nextreel-feed': NextreelFeedProps;
      'nextreel-reel': NextreelReelProps;
    }
  }
}

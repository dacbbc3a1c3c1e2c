import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type {
  NextreelChangeEvent,
  NextreelErrorEvent,
  NextreelFeedElement,
  NextreelReelElement,
} from './element-types.ts';
import type { ConnectOptions } from './nextreel.ts';

/** Props of `<nextreel-feed>` in TSX. The event props work in React 19 and later. */
export type NextreelFeedProps = DetailedHTMLProps<HTMLAttributes<NextreelFeedElement>, NextreelFeedElement> & {
  readonly worker?: string | undefined;
  readonly scope?: string | undefined;
  readonly feed?: string | undefined;
  readonly options?: ConnectOptions | undefined;
  readonly 'onnextreel-change'?: ((event: NextreelChangeEvent) => void) | undefined;
  readonly 'onnextreel-error'?: ((event: NextreelErrorEvent) => void) | undefined;
};

/** Props of `<nextreel-reel>` in TSX. */
export type NextreelReelProps = DetailedHTMLProps<HTMLAttributes<NextreelReelElement>, NextreelReelElement> & {
  readonly 'reel-id': string;
  readonly src: string;
  readonly poster?: string | undefined;
  readonly heading?: string | undefined;
  readonly author?: string | undefined;
  /** Seconds, or an ISO 8601 duration such as `PT1M5S`. */
  readonly duration?: number | string | undefined;
  /** Separated by commas. */
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
